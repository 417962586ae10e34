"""One way to write a document, so that its hash is the same for everybody."""

import json


def canonical(told: object) -> bytes:
    """JSON with sorted keys and one key a line: read by people, the same everywhere."""
    return (json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
