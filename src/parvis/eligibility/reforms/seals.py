"""What an adopted tariff says, as one digest: a row changed behind our back is not used."""

import hashlib
import json

from parvis.eligibility.reforms.models import AdoptedTariff


def digest_of(adopted: AdoptedTariff) -> str:
    """SHA-256 of all that was adopted, in one writing."""
    told = {
        "benefit": adopted.benefit,
        "institution": adopted.institution_id,
        "starts_on": adopted.starts_on.isoformat(),
        "tariff": adopted.tariff,
        "deliberation": adopted.deliberation,
        "voted_on": adopted.voted_on.isoformat(),
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(adopted: AdoptedTariff) -> bool:
    """Whether the row is what was adopted."""
    return adopted.digest == digest_of(adopted)
