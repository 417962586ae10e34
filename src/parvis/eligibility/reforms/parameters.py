"""The parameters of the national law that may be tried: a short list, each known to move the rights
that are summed, and how far. The law process reads it: no Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Parameter:
    """`path`: in OpenFisca-France. `law`: the article that sets it. It may be tried from `lowest`
    to `highest` times its value of the day. All are euros a month."""

    code: str
    path: str
    law: str
    lowest: float = 0.5
    highest: float = 2.0


_SOCIAL: Final = "prestations_sociales"
_MINIMA: Final = f"{_SOCIAL}.solidarite_insertion.minima_sociaux"

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
                "bmaf",
                f"{_SOCIAL}.prestations_familiales.bmaf.bmaf",
                "CSS L551-1",
            ),
        )
    }
)

RIGHTS: Final = ("rsa", "ppa", "aide_logement", "af", "cf", "asf", "paje_base", "ars")
"""The rights that are summed: those these parameters move, by themselves or through resources."""
