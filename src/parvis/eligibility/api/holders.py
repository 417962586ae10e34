"""Who holds each fact, so that a program knows where it may be proven."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SELF: Final = _("the person alone")
_EMPLOYER: Final = _("the employer (payslip, DSN)")
_TAXES: Final = _("the tax administration (DGFiP)")
_CAF: Final = _("the CAF or the MSA")
_HEALTH: Final = _("the health insurance (CPAM or MSA)")
_REGISTRY: Final = _("the civil registry")
_SCHOOL: Final = _("the school or the university")
_LANDLORD: Final = _("the landlord or the bank (lease, receipt, loan)")
_LAND: Final = _("the land registry (service de la publicité foncière)")

HELD_BY: Final[dict[str, "str | Promise"]] = {
    "birth_date": _REGISTRY,
    "nationality": _("the prefecture, or the civil registry"),
    "years_of_permit": _("the prefecture (residence permit)"),
    "activity": _SELF,
    "school": _SCHOOL,
    "scholarship": _("the CROUS"),
    "apprentice": _EMPLOYER,
    "due_date": _("the doctor or the midwife (declaration of pregnancy)"),
    "disability_rate": _("the MDPH"),
    "work_restriction": _("the MDPH"),
    "aeeh_category": _("the MDPH"),
    "shared_custody": _("the court, or the parents’ agreement"),
    "wage": _EMPLOYER,
    "self_employed_income": _("the URSSAF, or the accountant"),
    "unemployment_benefit": _("France Travail"),
    "pension": _("the pension funds"),
    "invalidity_pension": _HEALTH,
    "daily_allowances": _HEALTH,
    "alimony_received": _("the court, or the CAF"),
    "alimony_paid": _("the court, or the CAF"),
    "couple": _SELF,
    "children": _SELF,
    "commune": _LANDLORD,
    "occupancy": _LANDLORD,
    "rent": _LANDLORD,
    "flat_share": _LANDLORD,
    "savings": _("the bank"),
    "other_property": _LAND,
    "built_value": _LAND,
    "built_rental_value": _TAXES,
    "land_value": _LAND,
    "land_rental_value": _TAXES,
    "let_value": _LAND,
    "rents_received": _("the tenant (lease, receipts)"),
    "union": _REGISTRY,
    "child_support_unpaid": _CAF,
    "quotient_caf": _CAF,
    "reference_income": _TAXES,
    "half_shares": _TAXES,
    "incomes_steady": _SELF,
}
"""By fact: every one is there, a test says so."""
