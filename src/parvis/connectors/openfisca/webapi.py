"""The OpenFisca web API itself, as its authors publish it, asked inside a worker of the law.

What it answers is what `openfisca serve` answers, refusals included: the order of calculation is
that of the keys, not that of `compute`. Flask is loaded with the first request, there only.
"""

from functools import lru_cache
from typing import Any, Final

from parvis.connectors.openfisca.system import Law

_SOMEWHERE: Final = "http://law.invalid"
"""Stands for the address of the API in what it answers, until the true one takes its place."""
_TOLD: Final = ("Country-Package", "Country-Package-Version", "Allow")


def answer(law: Law, asked: dict[str, Any]) -> dict[str, Any]:
    """`asked`: method, path, type, body (bytes as latin-1), root (the API's address)."""
    told = _client(law).open(
        f"/{asked['path']}",
        method=asked["method"],
        data=asked["body"].encode("latin-1"),
        content_type=asked["type"] or None,
        base_url=_SOMEWHERE,
    )
    return {
        "status": told.status_code,
        "type": told.content_type or "",
        "body": told.get_data(as_text=True).replace(_SOMEWHERE, asked["root"]),
        "headers": {name: told.headers[name] for name in _TOLD if name in told.headers},
    }


@lru_cache(maxsize=1)
def _client(law: Law) -> Any:
    from openfisca_web_api.app import create_app

    app = create_app(law)
    app.logger.disabled = True  # it would write what people sent
    return app.test_client()
