"""Whatever is sent, nothing crashes, and what is accepted is true."""

from datetime import date
from typing import Any

import phonenumbers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.fr import siret

from parvis.cases.answers import Around, Refused, check_all, normalise
from parvis.cases.tests import kitchen_sink
from parvis.catalogue.definition import Field
from parvis.core.forms import write_amount
from parvis.core.ui.words import euros
from parvis.territory.tests.factories import territory_around_pau

AROUND = Around(today=date(2026, 3, 2), facts={"applicant": {"identity": "none"}})
PACKAGE = kitchen_sink.package()
SIMPLE = [
    field
    for field in PACKAGE.form.all_fields()
    if field.type not in {"group", "files", "information"}
]
WITHOUT_TABLES = [f for f in SIMPLE if f.type not in {"address", "commune", "place"}]

words = st.text(max_size=40)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True),
    words,
    st.sampled_from(["64445", "64000", "Pau", "12/03/2026", "1 234,5", "x", "a", "yes", "on"]),
)
parts = st.sampled_from(
    [
        "line",
        "extra",
        "postal_code",
        "commune_code",
        "commune_name",
        "as_typed",
        "typed",
        "code",
        "kept",
        "label",
        "latitude",
        "longitude",
        "family_name",
        "usual_name",
        "given_names",
        "birth_date",
        "day",
        "month",
        "year",
        "prenom",
        "ecole",
    ]
)
garbage = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(parts, words), inner, max_size=6)
    ),
    max_leaves=12,
)


def settled(field: Field, raw: Any) -> Any:
    try:
        return normalise(field, raw, AROUND)
    except Refused as refused:
        if not refused.errors or not all(refused.errors.values()):
            raise AssertionError("a refusal without words") from refused
        return None


@given(st.sampled_from(WITHOUT_TABLES), garbage)
def test_garbage_never_crashes_and_normalising_twice_changes_nothing(
    field: Field, raw: Any
) -> None:
    kept = settled(field, raw)
    if kept is not None:
        assert normalise(field, kept, AROUND) == kept


@pytest.fixture
def _territory(db: None) -> None:
    territory_around_pau()


@pytest.mark.usefixtures("_territory")
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from([f for f in SIMPLE if f not in WITHOUT_TABLES]), garbage)
def test_places_neither(field: Field, raw: Any) -> None:
    kept = settled(field, raw)
    if kept is not None:
        assert normalise(field, kept, AROUND) == kept


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from([f.id for f in WITHOUT_TABLES] + ["enfants"]), garbage))
def test_a_whole_form_of_garbage_is_checked(answers: dict[str, Any]) -> None:
    known = {f.id for f in PACKAGE.form.all_fields()}
    checked = check_all(PACKAGE, answers, [], around=AROUND)
    assert {path.split(".")[0] for path in checked.errors} <= known
    assert set(checked.answers) <= known
    again = check_all(PACKAGE, checked.answers, [], around=AROUND)
    assert again.answers == checked.answers


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_amounts_round_trip(cents: int) -> None:
    field = Field(id="f", type="amount")
    assert normalise(field, write_amount(cents), AROUND) == cents
    assert normalise(field, euros(cents), AROUND) == cents


@given(st.text(alphabet="0123456789FRDEBE ", min_size=10, max_size=34))
def test_an_accepted_iban_is_valid(raw: str) -> None:
    kept = settled(Field(id="f", type="iban"), raw)
    assert kept is None or iban.is_valid(kept)


@given(st.integers(min_value=0, max_value=10**11 - 1), st.integers(min_value=0, max_value=99))
def test_a_french_iban_is_accepted_when_its_two_digits_are_right(account: int, wrong: int) -> None:
    bban = f"3000600001{account:011d}89"
    right = f"FR{iban.calc_check_digits('FR00' + bban)}{bban}"
    field = Field(id="f", type="iban")
    assert settled(field, right) == right
    typed = f"FR{wrong:02d}{bban}"
    assert (settled(field, typed) == typed) == (typed == right)


@given(st.integers(min_value=0, max_value=10**13 - 1))
def test_a_siret_is_accepted_when_its_digits_agree(number: int) -> None:
    whole = f"{number:013d}"
    whole += luhn.calc_check_digit(whole)
    assert (settled(Field(id="f", type="siret"), whole) == whole) == siret.is_valid(whole)


@given(st.text(alphabet="0123456789 +().-", max_size=20))
def test_an_accepted_phone_can_be_dialled(raw: str) -> None:
    kept = settled(Field(id="f", type="phone"), raw)
    assert kept is None or phonenumbers.is_possible_number(phonenumbers.parse(kept))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_dates_round_trip_in_every_way_of_writing(day: date) -> None:
    field = Field(id="f", type="date")
    for typed in (
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
        {"day": str(day.day), "month": f"{day.month:02d}", "year": str(day.year)},
    ):
        assert normalise(field, typed, AROUND) == day.isoformat()
