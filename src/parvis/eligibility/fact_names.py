"""What each fact is called, for people."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

FACT_NAMES: Final[dict[str, str | Promise]] = {
    "birth_date": gettext_lazy("date of birth"),
    "nationality": gettext_lazy("nationality"),
    "years_of_permit": gettext_lazy("years with a residence permit"),
    "activity": gettext_lazy("activity"),
    "school": gettext_lazy("school"),
    "scholarship": gettext_lazy("student grant"),
    "apprentice": gettext_lazy("apprenticeship"),
    "due_date": gettext_lazy("pregnancy"),
    "disability_rate": gettext_lazy("disability"),
    "work_restriction": gettext_lazy("restricted access to work"),
    "aeeh_category": gettext_lazy("complement of the AEEH"),
    "shared_custody": gettext_lazy("shared custody"),
    "wage": gettext_lazy("wages"),
    "self_employed_income": gettext_lazy("independent income"),
    "unemployment_benefit": gettext_lazy("unemployment benefit"),
    "pension": gettext_lazy("pensions"),
    "invalidity_pension": gettext_lazy("invalidity pension"),
    "daily_allowances": gettext_lazy("daily allowances"),
    "alimony_received": gettext_lazy("maintenance received"),
    "alimony_paid": gettext_lazy("maintenance paid"),
    "couple": gettext_lazy("life as a couple"),
    "children": gettext_lazy("children"),
    "commune": gettext_lazy("commune"),
    "occupancy": gettext_lazy("housing"),
    "rent": gettext_lazy("rent"),
    "flat_share": gettext_lazy("shared flat"),
    "savings": gettext_lazy("savings"),
    "other_property": gettext_lazy("property besides the home"),
    "built_value": gettext_lazy("value of the buildings let to nobody"),
    "built_rental_value": gettext_lazy("rental value of the buildings let to nobody"),
    "land_value": gettext_lazy("value of the land let to nobody"),
    "land_rental_value": gettext_lazy("rental value of the land let to nobody"),
    "let_value": gettext_lazy("value of what is let"),
    "rents_received": gettext_lazy("rents received"),
    "union": gettext_lazy("kind of union"),
    "child_support_unpaid": gettext_lazy("unpaid maintenance"),
    "quotient_caf": gettext_lazy("quotient familial of the CAF"),
    "reference_income": gettext_lazy("reference income of the tax notice"),
    "half_shares": gettext_lazy("shares of the tax notice"),
    "incomes_steady": gettext_lazy("incomes unchanged for two years"),
}
