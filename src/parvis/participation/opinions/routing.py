"""Which statement to show next: those we know little of, and those a small group holds to.

Pol.is multiplies newness, agreement, passes and extremity. Agreement of the whole crowd buries what
a small group says, so here it is the agreement of the group that agrees most; and what is still
uncertain is shown more (standard deviation of a Beta posterior). Decision 0431.
"""

import numpy as np

from parvis.participation.opinions.consensus import Counts
from parvis.participation.opinions.reactions import Numbers


def weights(counts: Counts, axes: Numbers) -> Numbers:
    """How much each statement should be shown, above 0; `axes` are those of the plane."""
    seen = counts.seen.sum(axis=0)
    told = counts.agree.sum(axis=0) + counts.disagree.sum(axis=0)
    passed = (seen - told + 1) / (seen + 2)
    dearest = counts.share("agree").max(axis=0)
    reach = np.linalg.norm(axes, axis=1)
    extreme = reach / reach.max() if len(reach) and reach.max() > 0 else reach
    unsure = np.sqrt(_variance(counts.agree.sum(axis=0), told) / _variance(0, 0))
    fresh = 1 + 8 * 2.0 ** (-seen / 5)
    return np.asarray(((1 - passed) * dearest * (1 + extreme) * unsure * fresh) ** 2)


def _variance(agree: Numbers | int, told: Numbers | int) -> Numbers:
    """Of a share of which `agree` in `told` are known: Beta(agree + 1, told − agree + 1)."""
    a, b = np.asarray(agree) + 1.0, np.asarray(told) - agree + 1.0
    return np.asarray(a * b / ((a + b) ** 2 * (a + b + 1)))
