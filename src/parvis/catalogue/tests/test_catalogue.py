"""Publishing, adapting, installing and finding services."""

from pathlib import Path

import pytest

from parvis.catalogue import actions, queries, schema
from parvis.catalogue.models import Installation, ServiceVersion
from parvis.catalogue.overlays import OverlayRefused, laid_over
from parvis.catalogue.tests.factories import (
    CERTIFICATE,
    REFUND,
    make_area,
    make_installation,
    make_package,
    make_unit,
)

ROOT = Path(__file__).parents[4]
pytestmark = pytest.mark.django_db


def test_publishing_the_same_content_twice_changes_nothing():
    first = actions.publish(package=make_package())

    assert actions.publish(package=make_package()) == first
    assert ServiceVersion.objects.count() == 1


def test_a_published_number_never_gets_other_content():
    package = make_package()
    actions.publish(package=package)
    other = package.model_copy(
        update={"service": package.service.model_copy(update={"licence": "CC0-1.0"})}
    )

    with pytest.raises(actions.VersionAlreadyPublished):
        actions.publish(package=other)


def test_the_document_gives_the_package_back():
    package = make_package()

    assert actions.publish(package=package).package == package


def test_every_function_must_be_bound():
    version = actions.publish(package=make_package())

    with pytest.raises(actions.FunctionUnbound, match="land_owner"):
        actions.install(
            version=version,
            institution=make_unit().institution,
            area=make_area(),
            bindings=[actions.Bind("waste", make_unit())],
        )


def test_a_binding_of_the_area_comes_before_the_general_one():
    installation = make_installation()
    lescar = make_area("64335", level="commune", name="Lescar")
    local = make_unit("local", siren="216403355")
    installation.bindings.create(function="land_owner", area=lescar, unit=local)

    assert queries.units_bound(installation, lescar)["land_owner"] == local
    elsewhere = make_area("64445", level="commune", name="Pau")
    assert queries.units_bound(installation, elsewhere)["land_owner"] != local


def test_an_overlay_changes_words_and_makes_a_local_version():
    words = {"fr": {"service": {"cost": "Dix euros"}}}

    installation = make_installation(texts=words)

    package = queries.package_of(installation.version_id)
    assert package.texts["fr"].service.cost == "Dix euros"
    assert installation.version.number.startswith("1.5.0+")


@pytest.mark.parametrize(
    "overlay",
    [
        {"process": {"initial": "acceptee"}},
        {"form": {"pages": []}},
        {"service": {"lead": "trainer"}},
        {"process": {"items": {"terrain": {"at_expiry": "refuse"}}}},
        {"process": {"items": {"other": {"due": None}}}},
    ],
)
def test_an_overlay_cannot_change_the_rules(overlay):
    with pytest.raises(OverlayRefused):
        laid_over(actions.document_of(make_package()), overlay)


def test_an_overlay_leaves_only_the_web_when_it_says_why():
    alone = {"channels": ["web"]}
    with pytest.raises(OverlayRefused, match="web_only"):
        make_installation(service=alone)

    why = {"because": {"fr": "Le registre de l’État ne s’ouvre que là."}}
    assert make_installation(service=alone | {"web_only": why}).version.package.service.web_only


def test_a_key_added_to_the_format_since_is_not_another_content():
    version = actions.publish(package=make_package())
    older = version.document
    del older["service"]["web_only"]
    ServiceVersion.objects.update(content=actions.written(older), content_hash="of another day")

    assert actions.publish(package=make_package()) == version


@pytest.mark.parametrize(
    "text",
    ["compost", "conposteur", "Composteur partagé", "déchets verts", "dechets vert", "épluchure"],
)
def test_the_composter_is_found_however_it_is_typed(text):
    composter = make_installation()
    make_installation(CERTIFICATE)
    make_installation(REFUND)

    assert queries.search(text)[0] == composter


@pytest.mark.parametrize("text", ["zzzzqq", "'); drop table", "!!!", "a" * 500, "☃"])
def test_nonsense_finds_nothing_and_breaks_nothing(text):
    make_installation()

    assert queries.search(text) == []


def test_one_query_a_search_whatever_the_number(django_assert_num_queries):
    make_installation()
    make_installation(CERTIFICATE)

    with django_assert_num_queries(1):
        queries.search("acte")


def test_closed_services_are_not_offered():
    installation = make_installation()
    Installation.objects.update(is_open=False)

    assert installation not in queries.offered()


@pytest.mark.parametrize("name", schema.FILES)
def test_the_published_schema_is_the_code_s(name):
    published = ROOT / "docs" / "schema" / f"{name}.schema.json"

    assert published.read_text(encoding="utf-8") == schema.schema_of(name)
