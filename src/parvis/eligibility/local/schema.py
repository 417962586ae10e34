"""The published JSON Schema of a benefit file (2020-12), for editors and checkers."""

import json

from parvis.eligibility.local.definition import BenefitFile


def schema() -> str:
    """As JSON text, ready to be written to `docs/schema/`."""
    described = BenefitFile.model_json_schema(by_alias=True)
    described["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    described["title"] = "Parvis local benefit"
    return json.dumps(described, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
