"""Requests one may copy and run, the same in each language; a test runs them all."""

import json
from typing import Any, Final

MOTHER: Final[dict[str, Any]] = {
    "situation": {
        "persons": [
            {"id": "lea", "role": "applicant", "birth_date": "2001-05-04",
             "activity": "employed", "wage": 90000},
            {"id": "tom", "role": "child", "birth_date": "2024-03-01"},
        ],
        "household": {"couple": False, "commune": "64284",
                      "occupancy": "tenant_unfurnished", "rent": 52000},
    }
}  # fmt: skip
"""A young mother in Jurançon: 900 € a month, a rent of 520 €; the rest is not said."""


def examples(site: str) -> dict[str, str]:
    """One request by language."""
    address = f"{site}/api/eligibility/v1/assess"
    told = json.dumps(MOTHER, indent=2)
    return {
        "curl": f"curl {address} \\\n  -H 'Content-Type: application/json' \\\n  -d '{told}'\n",
        "Python": _PYTHON.format(address=address, told=_python(told)),
        "JavaScript": _JAVASCRIPT.format(address=address, told=told),
    }


def _python(told: str) -> str:
    return told.replace(": false", ": False")


_PYTHON = """\
import httpx

request = {told}
answer = httpx.post("{address}", json=request, timeout=30)
answer.raise_for_status()
for one in answer.json()["verdicts"]:
    print(one["verdict"], one["name"], one["amount"])
"""
_JAVASCRIPT = """\
const request = {told};
const answer = await fetch("{address}", {{
  method: "POST",
  headers: {{ "Content-Type": "application/json" }},
  body: JSON.stringify(request),
}});
for (const one of (await answer.json()).verdicts) {{
  console.log(one.verdict, one.name, one.amount);
}}
"""
