"""The two questions of the OpenFisca web API: same JSON in, same JSON out, same refusals.

The order of calculation is that of the keys, as OpenFisca does, not that of `compute`.
"""

import json
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any

from openfisca_core.errors import SituationParsingError
from openfisca_web_api import handlers

from parvis.connectors.openfisca.system import Law


def answer(law: Law, what: str, situation: Any) -> dict[str, Any]:
    """{"ok": …}, or {"invalid": errors by path, "code": HTTP status}."""
    try:
        if not isinstance(situation, dict):
            return {
                "invalid": {"error": "Invalid type: the input should be a JSON object."},
                "code": 400,
            }
        handle = handlers.calculate if what == "calculate" else handlers.trace
        return {"ok": json.loads(json.dumps(handle(law, situation), default=_as_flask_does))}
    except SituationParsingError as error:
        return {"invalid": error.error, "code": error.code or 400}
    except (UnicodeEncodeError, ValueError) as error:
        return {"invalid": {"error": str(error)}, "code": 400}


def _as_flask_does(value: Any) -> str:
    if isinstance(value, date):
        return format_datetime(datetime.combine(value, time(), UTC), usegmt=True)
    return str(value)
