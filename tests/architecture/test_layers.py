"""What the import contract cannot see: tables, migrations, and which modules are public."""

import grimp
import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.architecture.source import rank

PUBLIC = {"models", "actions", "queries", "rules", "events", "ports", "access"}
ALSO_PUBLIC = {
    "catalogue": {"checker", "definition", "expressions", "loader"},
    "eligibility": {"facts", "national", "population", "situation", "verdicts"},
    "journal": {"verbs"},
}
# Composing everybody is the work of these.
FREE = {"config"}


def _ours() -> list[type]:
    return [model for model in apps.get_models() if model._meta.app_label in rank()]


def test_tables_refer_downwards() -> None:
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in _ours()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and field.related_model._meta.app_label in rank()
        and model._meta.app_label != field.related_model._meta.app_label
        and rank()[field.related_model._meta.app_label] >= rank()[model._meta.app_label]
    ]
    assert not upwards


def test_migrations_depend_downwards() -> None:
    loader = MigrationLoader(None)
    upwards = [
        f"{label}.{name} -> {needed}"
        for (label, name), migration in loader.disk_migrations.items()
        for needed, _ in migration.dependencies
        if label in rank()
        and needed in rank()
        and label != needed
        and rank()[needed] >= rank()[label]
    ]
    assert not upwards


def test_domains_meet_through_their_public_modules() -> None:
    graph = grimp.build_graph("parvis", cache_dir=None)
    private = []
    for importer in graph.modules:
        mine = importer.split(".")[1:2]
        if not mine or mine[0] in FREE or ".tests" in importer or ".migrations" in importer:
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            _, domain, *inside = [*imported.split("."), ""]
            if domain in {"core", mine[0]} or not inside[0]:
                continue
            if inside[0] not in PUBLIC | ALSO_PUBLIC.get(domain, set()):
                private.append(f"{importer} -> {imported}")
    assert not private


@pytest.mark.parametrize("label", ["accounts", "cases", "territory"])
def test_the_contract_names_our_domains(label: str) -> None:
    assert label in rank()
