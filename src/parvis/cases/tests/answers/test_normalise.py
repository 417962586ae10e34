"""Each type of answer, as people type it."""

from datetime import date
from typing import Any

import pytest

from parvis.cases.answers import Around, Refused, normalise
from parvis.catalogue.definition import Field
from parvis.core.actor import SYSTEM
from parvis.directory.actions import add_place
from parvis.directory.tests.factories import institution
from parvis.territory.queries import commune
from parvis.territory.tests.factories import territory_around_pau

AROUND = Around(today=date(2026, 3, 2))


def said(kind: str, raw: Any, **more: Any) -> Any:
    return normalise(Field(id="f", type=kind, **more), raw, AROUND)


def refused(kind: str, raw: Any, **more: Any) -> dict[str, str]:
    with pytest.raises(Refused) as found:
        said(kind, raw, **more)
    return found.value.errors


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("text", "  12   rue\tdu  Bialé ", "12 rue du Bialé"),
        ("text", "a\x00b", "ab"),
        ("text", "e\u0301", "é"),
        ("text", "   ", None),
        ("text", None, None),
        ("long_text", " un\r\ndeux ", "un\ndeux"),
        ("number", "12", 12),
        ("number", "1 234", 1234),
        ("number", "1\u202f234", 1234),
        ("number", "-3", -3),
        ("number", 7, 7),
        ("number", "", None),
        ("amount", "12,5", 1250),
        ("amount", "12.50 €", 1250),
        ("amount", "1 234,56 euros", 123456),
        ("amount", "1.234,56", 123456),
        ("amount", "0,29", 29),
        ("amount", 1250, 1250),
        ("date", "12/03/1987", "1987-03-12"),
        ("date", "12-3-1987", "1987-03-12"),
        ("date", "12 mars 1987", "1987-03-12"),
        ("date", "1er août 2020", "2020-08-01"),
        ("date", "1987-03-12", "1987-03-12"),
        ("date", {"day": "12", "month": "3", "year": "1987"}, "1987-03-12"),
        ("date", ["12", "03", "1987"], "1987-03-12"),
        ("date", {"day": "12/03/1987", "month": "", "year": ""}, "1987-03-12"),
        ("date", {"day": "", "month": "", "year": ""}, None),
        ("yes_no", "yes", True),
        ("yes_no", "non", False),
        ("yes_no", False, False),
        ("yes_no", "", None),
        ("declaration", "on", True),
        ("declaration", "", None),
        ("declaration", False, None),
        ("email", " prenom.nom@Exemple.FR ", "prenom.nom@exemple.fr"),
        ("email", "mailto:a@b.fr", "a@b.fr"),
        ("phone", "05 59 27 85 80", "+33559278580"),
        ("phone", "0033 5.59.27.85.80", "+33559278580"),
        ("phone", "+32 470 12 34 56", "+32470123456"),
        ("iban", "fr76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        ("iban", "IBAN FR76-3000-6000-0112-3456-7890-189", "FR7630006000011234567890189"),
        ("siret", "732 829 320 00074", "73282932000074"),
        ("siret", "35600000009075", "35600000009075"),
    ],
)
def test_what_people_type_is_understood(kind: str, raw: Any, kept: Any) -> None:
    assert said(kind, raw) == kept


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("number", "douze"),
        ("number", "1,5"),
        ("number", "1e9"),
        ("number", "NaN"),
        ("number", "٣"),
        ("amount", "12,345"),
        ("amount", "beaucoup"),
        ("amount", "-"),
        ("date", "31/02/2026"),
        ("date", "12/03"),
        ("date", "12/03/26"),
        ("date", "hier"),
        ("date", {"day": "12", "month": "", "year": "2020"}),
        ("email", "prenom.nom"),
        ("email", "a@b"),
        ("phone", "05 59 27"),
        ("phone", "allo"),
        ("iban", "FR7630006000011234567890188"),
        ("iban", "FR76 3000"),
        ("siret", "73282932000075"),
        ("siret", "732829320"),
        ("yes_no", "peut-être"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(kind: str, raw: Any) -> None:
    message = refused(kind, raw)[""]
    assert len(message) > 12


def test_bounds() -> None:
    assert said("number", "10", max=10) == 10
    assert refused("number", "11", max=10)
    assert refused("amount", "0,99", min=100)
    assert said("amount", "1", min=100) == 100
    assert said("date", "02/03/2026", min="today", max="today") == "2026-03-02"
    assert refused("date", "03/03/2026", max="today")
    assert refused("date", "01/03/2026", min="today")
    assert refused("date", "01/03/2026", min="2026-03-02")
    assert refused("text", "abcd", max=3)
    assert refused("text", "ab", min=3)


def test_choices_keep_the_order_of_the_form_and_refuse_strangers() -> None:
    options = {"options": ["x", "y", "z"]}
    assert said("choices", ["z", "x", "x", ""], **options) == ["x", "z"]
    assert said("choices", "y", **options) == ["y"]
    assert said("choices", [], **options) is None
    assert refused("choices", ["x", "autre"], **options)
    assert refused("choices", ["x", "y", "z"], max=2, **options)
    assert said("choice", "x", **options) == "x"
    assert refused("choice", "autre", **options)


def test_a_person_needs_names_and_a_date_and_may_be_born_some_day_of_a_year() -> None:
    typed = {"given_names": "Zoé", "family_name": " Lac ", "birth_date": ["1", "2", "1990"]}
    assert said("person", typed) == {
        "family_name": "Lac",
        "usual_name": "",
        "given_names": "Zoé",
        "birth_date": "1990-02-01",
    }
    assert said("person", typed | {"birth_date": "1950"})["birth_date"] == "1950"
    assert set(refused("person", {"usual_name": "X"})) == {
        "family_name",
        "given_names",
        "birth_date",
    }
    assert set(refused("person", typed | {"birth_date": "2030-01-01"})) == {"birth_date"}


def test_a_birth_date_is_asked_and_kept_only_as_the_package_says() -> None:
    typed = {"given_names": "Zoé", "family_name": "Lac"}
    born = typed | {"birth_date": "1990-02-01"}
    assert said("person", typed, birth_date="optional")["birth_date"] == ""
    assert said("person", born, birth_date="optional")["birth_date"] == "1990-02-01"
    assert said("person", born, birth_date="none")["birth_date"] == ""
    assert said("person", born | {"birth_date": "hier"}, birth_date="none")["birth_date"] == ""
    assert said("person", {"birth_date": "1990-02-01"}, birth_date="none") is None
    assert set(refused("person", {"usual_name": "X"}, birth_date="none")) == {
        "family_name",
        "given_names",
    }


@pytest.mark.django_db
class TestPlaces:
    @pytest.fixture(autouse=True)
    def _territory(self) -> None:
        territory_around_pau()

    @pytest.mark.parametrize(
        "raw",
        [
            "64335",
            "Lescar",
            {"typed": "lescar"},
            {"typed": "64230"},
            {"typed": "64230 LESCAR"},
            {"typed": "Lescar", "kept": "64335"},
            {"typed": "Lesc", "code": "64335"},
        ],
    )
    def test_a_commune_by_code_name_or_postal_code(self, raw: Any) -> None:
        assert said("commune", raw) == "64335"

    def test_a_commune_nobody_knows_is_refused(self) -> None:
        assert "commune" in refused("commune", {"typed": "Zzyzx"})[""]

    def test_an_address_is_completed_from_the_territory(self) -> None:
        typed = {"line": "12 rue du Bialé", "postal_code": "64 230", "commune_name": "LESCAR"}
        assert said("address", typed) == {
            "line": "12 rue du Bialé",
            "extra": "",
            "postal_code": "64230",
            "commune_code": "64335",
            "commune_name": "Lescar",
        }
        assert said("address", {"line": "1 rue", "postal_code": "64110"})["commune_code"] == "64284"
        assert said("address", {"line": "1 rue", "commune_name": "Pau"})["postal_code"] == "64000"

    def test_a_cedex_code_is_kept(self) -> None:
        typed = {"line": "BP 7506", "postal_code": "64075", "commune_name": "Pau cedex"}
        assert said("address", typed)["commune_code"] == "64445"
        assert said("address", typed)["postal_code"] == "64075"

    def test_a_postal_code_of_another_commune_asks_which(self) -> None:
        typed = {"line": "1 rue", "postal_code": "64000", "commune_name": "Lescar"}
        with pytest.raises(Refused) as found:
            said("address", typed)
        codes = {one.code for one in found.value.candidates["commune_name"]}
        assert codes == {"64335", "64445"}
        chosen = said("address", typed | {"commune_code": "64335"})
        assert (chosen["postal_code"], chosen["commune_name"]) == ("64230", "Lescar")

    def test_an_address_abroad_is_kept_as_typed_when_asked(self) -> None:
        abroad = {"line": "Calle Mayor 1", "postal_code": "22700", "commune_name": "Jaca, Espagne"}
        assert "commune_name" in refused("address", abroad)
        kept = said("address", abroad | {"as_typed": "on"})
        assert kept == abroad | {"extra": "", "commune_code": ""}
        assert said("address", kept) == kept

    def test_a_place_needs_words_and_a_commune_not_a_map(self) -> None:
        typed = {"label": "Place royale", "commune_name": "pau"}
        assert said("place", typed) == {
            "label": "Place royale",
            "latitude": None,
            "longitude": None,
            "commune_code": "64445",
        }
        at = said("place", typed | {"latitude": "43,2947", "longitude": "-0.3707"})
        assert (at["latitude"], at["longitude"]) == (43.2947, -0.3707)
        assert said("place", typed | {"latitude": "nord", "longitude": "900"})["latitude"] is None
        assert set(refused("place", {"label": "x"})) == {"commune_name"}

    def test_a_pin_lies_in_the_territory_unless_the_package_says_so(self) -> None:
        add_place(
            actor=SYSTEM,
            institution=institution(),
            name="Mairie de Lescar",
            address="64230 Lescar",
            commune=commune("64335"),
            kind="town_hall",
            latitude=43.33358,
            longitude=-0.43458,
        )
        near = {"label": "x", "commune_code": "64335", "latitude": 43.4, "longitude": -0.4}
        assert said("place", near)["latitude"] == 43.4
        far = near | {"latitude": 48.85}
        assert set(refused("place", far)) == {"label"}
        assert said("place", far, anywhere=True)["latitude"] == 48.85
