"""Versions that were published do not change: a folder of benefits keeps their fingerprints.

`published.json` beside the files says, for each benefit, the day each version begins and the
fingerprint of all that it grants. Only its end (`until`) may still be set.
"""

import hashlib
import json
from pathlib import Path

from parvis.eligibility.local.definition import BenefitFile, Version

FILE = "published.json"
Days = dict[str, dict[str, str]]


def fingerprint(definition: BenefitFile, version: Version) -> str:
    """Of what the version grants, to whom and where; not of its words outside the version."""
    granted = definition.model_dump(
        mode="json", by_alias=True, include={"id", "kind", "institution", "area", "beneficiary"}
    )
    granted["version"] = version.model_dump(mode="json", by_alias=True, exclude={"until"})
    text = json.dumps(granted, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def published_in(folder: Path) -> Days:
    path = folder / FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def publish(folder: Path, definitions: list[BenefitFile]) -> int:
    """Note the versions not yet published, which are known to be sound; how many there were."""
    days = published_in(folder)
    count = 0
    for definition in definitions:
        known = days.setdefault(definition.id, {})
        for version in definition.versions:
            day = version.since.isoformat()
            if day not in known:
                known[day] = fingerprint(definition, version)
                count += 1
    if count:
        text = json.dumps(days, indent=1, sort_keys=True) + "\n"
        (folder / FILE).write_text(text, encoding="utf-8")
    return count
