"""The national rights that are computed, each under one name for every page, rule and engine; the
parameters of the law that may be tried, a short list, each known to move rights that are summed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from parvis.eligibility.verdicts import Per


@dataclass(frozen=True, slots=True)
class NationalBenefit:
    """`code`: short name, as in `law.rsa` in local rules. `per`: what its amount counts for.
    `level`: who owes it. `law`: article that opens it. `for_each`: True when it is a person's own
    (one answer for each member), False when the household's or family's. `is_flag`: a right without
    a sum; the engine then says 1 or 0."""

    code: str
    per: Per
    payer: str
    law: str
    for_each: bool = False
    is_flag: bool = False

    @property
    def name(self) -> str:
        """`state.rsa`: its identifier among all benefits."""
        return f"state.{self.code}"


BENEFITS: Final[Mapping[str, NationalBenefit]] = MappingProxyType(
    {
        each.code: each
        for each in (
            NationalBenefit("rsa", Per.MONTH, "caf", "CASF L262-2"),
            NationalBenefit("ppa", Per.MONTH, "caf", "CSS L841-1"),
            NationalBenefit("aide_logement", Per.MONTH, "caf", "CCH L821-1"),
            NationalBenefit("aah", Per.MONTH, "caf", "CSS L821-1", for_each=True),
            NationalBenefit("aspa", Per.MONTH, "carsat", "CSS L815-1"),
            NationalBenefit("asi", Per.MONTH, "cpam", "CSS L815-24", for_each=True),
            NationalBenefit("css_free", Per.YEAR, "cpam", "CSS L861-1", is_flag=True),
            NationalBenefit("css_paid", Per.MONTH, "cpam", "CSS L861-3"),
            NationalBenefit("af", Per.MONTH, "caf", "CSS L521-1"),
            NationalBenefit("cf", Per.MONTH, "caf", "CSS L522-1"),
            NationalBenefit("asf", Per.MONTH, "caf", "CSS L523-1"),
            NationalBenefit("aeeh", Per.MONTH, "caf", "CSS L541-1"),
            NationalBenefit("paje_base", Per.MONTH, "caf", "CSS L531-3"),
            NationalBenefit("paje_naissance", Per.ONCE, "caf", "CSS L531-2"),
            NationalBenefit("ars", Per.YEAR, "caf", "CSS L543-1"),
            NationalBenefit("bourse_college", Per.YEAR, "college", "C. éduc. L531-1"),
            NationalBenefit("bourse_lycee", Per.YEAR, "lycee", "C. éduc. L531-4"),
            NationalBenefit("cheque_energie", Per.YEAR, "asp", "C. énergie L124-1"),
        )
    }
)
"""By code. `css_free`, `css_paid`: complémentaire santé solidaire, the second for a sum: that
which the adults pay a month."""

QUOTIENT: Final = "quotient_caf"
"""Asked of the engine like a benefit: that of the CAF (CSS D521-3), in cents a month."""


def other_month(code: str) -> str:
    """How an engine names what a right comes to every other month, where RSA and housing aid end
    each other (decision 0379)."""
    return f"{code}:other month"


class Measure(StrEnum):
    """What a parameter is counted in. `SHARE`: a part of something, 1 being all of it."""

    EUROS = "euros a month"
    SHARE = "share"
    HOURS = "hours of the minimum wage a month"


@dataclass(frozen=True, slots=True)
class Parameter:
    """`path`: in OpenFisca-France. `law`: the article that sets it. It may be tried from `lowest`
    to `highest` times its value of the day."""

    code: str
    path: str
    law: str
    lowest: float = 0.5
    highest: float = 2.0
    measure: Measure = Measure.EUROS


_SOCIAL: Final = "prestations_sociales"
_MINIMA: Final = f"{_SOCIAL}.solidarite_insertion.minima_sociaux"
_BONUS: Final = f"{_MINIMA}.ppa.pa_m.bonification"

PARAMETERS: Final[Mapping[str, Parameter]] = MappingProxyType(
    {
        each.code: each
        for each in (
            Parameter(
                "rsa",
                f"{_MINIMA}.rsa.rsa_m.montant_de_base_du_rsa",
                "CASF L262-3",
            ),
            Parameter(
                "ppa",
                f"{_MINIMA}.ppa.pa_m.montant_de_base",
                "CSS L842-3",
            ),
            Parameter(
                "ppa_slope",
                f"{_MINIMA}.ppa.pa_m.majoration_ressources_revenus_activite",
                "CSS D843-3",
                highest=1.5,
                measure=Measure.SHARE,
            ),
            Parameter(
                "ppa_bonus",
                f"{_BONUS}.taux_bonification_max",
                "CSS D843-2",
                measure=Measure.SHARE,
            ),
            # However both are moved, the bonus begins before it is whole.
            Parameter(
                "ppa_bonus_from",
                f"{_BONUS}.seuil_bonification",
                "CSS D843-2",
                highest=1.4,
                measure=Measure.HOURS,
            ),
            Parameter(
                "ppa_bonus_whole",
                f"{_BONUS}.seuil_max_bonification",
                "CSS D843-2",
                lowest=0.75,
                highest=1.5,
                measure=Measure.HOURS,
            ),
            Parameter(
                "bmaf",
                f"{_SOCIAL}.prestations_familiales.bmaf.bmaf",
                "CSS L551-1",
            ),
        )
    }
)

SUMMED: Final = ("rsa", "ppa", "aide_logement", "af", "cf", "asf", "paje_base", "ars")
"""The rights that are summed: those these parameters move, by themselves or through resources."""
