"""The published JSON Schema of each package file (2020-12), for editors and checkers."""

import json

from parvis.catalogue.definition import (
    FormFile,
    MigrationsFile,
    ProcessFile,
    ScenariosFile,
    ServiceFile,
    Strict,
    TextsFile,
)

FILES: dict[str, type[Strict]] = {
    "service": ServiceFile,
    "form": FormFile,
    "process": ProcessFile,
    "texts": TextsFile,
    "scenarios": ScenariosFile,
    "migrations": MigrationsFile,
}


def schema_of(name: str) -> str:
    """The schema of `<name>.yml` as JSON text, ready to be written to `docs/schema/`."""
    schema = FILES[name].model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"Parvis service package: {name}.yml"
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
