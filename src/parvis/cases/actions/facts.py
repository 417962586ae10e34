"""What outside systems answered."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from parvis.cases.models import Case


@transaction.atomic
def record_facts(*, case: Case, lookup: str, facts: Mapping[str, Any] | None) -> Case:
    """Keep the answer of a lookup (None: nothing known) and let the process go on.

    The first answer stays; another one changes nothing. Values of another type than `gives`
    declares are left out. Raises NotFound for a lookup the package does not have.
    """
    raise NotImplementedError
