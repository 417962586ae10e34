"""What local benefits are about, and which level of authority may act there.

The key of a field stands in the files. CGCT: Code général des collectivités territoriales.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Field:
    """`theme`: one of the catalogue's. `levels`: who may grant it; `law`: why they."""

    name: Promise
    theme: str
    levels: frozenset[str]
    law: str


def _field(name: Promise, theme: str, levels: str, law: str) -> Field:
    return Field(name, theme, frozenset(levels.split()), law)


_SHARED = "commune epci departement region state"
FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "canteen": _field(
            pgettext_lazy("field", "School canteen"),
            "enfance",
            "commune epci",
            "C. éduc. L212-4, R531-52",
        ),
        "college_canteen": _field(
            pgettext_lazy("field", "Canteen of the collège"),
            "enfance",
            "departement",
            "C. éduc. L213-2, R531-52",
        ),
        "lycee_canteen": _field(
            pgettext_lazy("field", "Canteen of the lycée"),
            "enfance",
            "region",
            "C. éduc. L214-6, R531-52",
        ),
        "nursery": _field(
            pgettext_lazy("field", "Nursery and childminding"),
            "enfance",
            "commune epci departement",
            "CASF L214-1-3",
        ),
        "after_school": _field(
            pgettext_lazy("field", "After school and holidays"),
            "enfance",
            "commune epci departement state",
            "C. éduc. L551-1",
        ),
        "school": _field(
            pgettext_lazy("field", "School things and studies"), "enfance", _SHARED, "CGCT L1111-4"
        ),
        "school_transport": _field(
            pgettext_lazy("field", "School transport"),
            "mobilite",
            "region epci departement",
            "C. transports L3111-7",
        ),
        "transport": _field(
            pgettext_lazy("field", "Public transport"),
            "mobilite",
            "epci region",
            "C. transports L1231-1, L1113-1",
        ),
        "mobility": _field(
            pgettext_lazy("field", "Bicycle, driving licence, travel"),
            "mobilite",
            _SHARED,
            "C. transports L1231-1-1; CGCT L1111-4",
        ),
        "parking": _field(
            pgettext_lazy("field", "Residents’ parking"),
            "mobilite",
            "commune epci",
            "CGCT L2333-87",
        ),
        "housing_fund": _field(
            pgettext_lazy("field", "Housing solidarity fund"),
            "logement",
            "departement epci",
            "Loi n° 90-449, art. 6",
        ),
        "renovation": _field(
            pgettext_lazy("field", "Works in the home"), "logement", _SHARED, "CCH L312-2-1"
        ),
        "water": _field(
            pgettext_lazy("field", "Water"), "logement", "commune epci", "CGCT L2224-12-1-1"
        ),
        "waste": _field(
            pgettext_lazy("field", "Waste and compost"),
            "environnement",
            "commune epci",
            "CGCT L2224-13",
        ),
        "relief": _field(
            pgettext_lazy("field", "Help in hard times"),
            "solidarite",
            "commune epci departement",
            "CASF L123-5, L121-1",
        ),
        "old_age": _field(
            pgettext_lazy("field", "Growing old at home"),
            "solidarite",
            "commune epci departement",
            "CASF L113-2, L121-6-1",
        ),
        "disability": _field(
            pgettext_lazy("field", "Disability"),
            "solidarite",
            "commune epci departement region",
            "CASF L114-1",
        ),
        "health": _field(
            pgettext_lazy("field", "Health"), "sante", _SHARED, "CGCT L1111-4; CSP L1422-1"
        ),
        "leisure": _field(
            pgettext_lazy("field", "Sport and culture"), "culture", _SHARED, "CGCT L1111-4"
        ),
        "youth": _field(
            pgettext_lazy("field", "Youth"), "solidarite", _SHARED, "CGCT L1111-4"
        ),
        "birth": _field(
            pgettext_lazy("field", "Birth and family"), "enfance", "commune departement",
            "CGCT L2121-29; CASF L123-5",
        ),
    }
)  # fmt: skip
