"""How questions, facts and national rights are called on the screen."""

from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from parvis.core.ui.words import euros, plaindate
from parvis.eligibility.fact_names import FACT_NAMES
from parvis.eligibility.facts import FACTS, Unit
from parvis.eligibility.situation import PARTNER, Situation

Words = str | Promise

_RESTRICTION: Final = gettext_lazy(
    "Look for “restriction substantielle et durable pour l’accès à l’emploi” (RSDAE) on the letter "
    "of the MDPH. With a rate from 50 to 79 %, the AAH depends on it."
)
_RATE: Final = gettext_lazy("It is on the letter of the MDPH (house for disabled people).")
_STUDIES: Final = gettext_lazy("Students have rights of their own, and lose a few others.")
TITLES: Final[dict[str, tuple[Words, Words]]] = {
    "vous": (
        gettext_lazy("Where do you live, and when were you born?"),
        gettext_lazy("Rights change with the town and with age. Your name is not asked."),
    ),
    "couple": (
        gettext_lazy("Do you live alone or as a couple?"),
        gettext_lazy("The law looks at the incomes of both people who live as a couple."),
    ),
    "enfants": (
        gettext_lazy("Which children do you bring up at home?"),
        gettext_lazy(
            "Yours and your partner’s, up to 20 years old, even if they are elsewhere on school "
            "days. Their dates of birth are enough."
        ),
    ),
    "conjoint": (
        gettext_lazy("Your partner"),
        gettext_lazy("Their date of birth, and what they do at present."),
    ),
    "activite": (
        gettext_lazy("What do you do at present?"),
        gettext_lazy("If several answers fit, choose what takes most of your time."),
    ),
    "logement": (
        gettext_lazy("Your home"),
        gettext_lazy("Help with the rent depends on the kind of home and on its rent."),
    ),
    "revenus": (
        gettext_lazy("What came into your account last month?"),
        gettext_lazy(
            "The amounts as paid, before income tax. An approximate amount is enough. Leave blank "
            "what you do not receive. Do not count the benefits of the CAF."
        ),
    ),
    "revenus-conjoint": (
        gettext_lazy("What came into your partner’s account last month?"),
        gettext_lazy(
            "The amounts as paid, before income tax. An approximate amount is enough. Leave blank "
            "what they do not receive. Do not count the benefits of the CAF."
        ),
    ),
    "etudes": (gettext_lazy("Your studies"), _STUDIES),
    "etudes-conjoint": (gettext_lazy("Your partner’s studies"), _STUDIES),
    "scolarite": (
        gettext_lazy("Where are your older children?"),
        gettext_lazy("From 15 on, school is no longer the same for all."),
    ),
    "situations": (
        gettext_lazy("Is one of these your case?"),
        gettext_lazy(
            "Tick everything that is true. Each may open a right, or change an amount. Nothing "
            "here is passed on to anybody."
        ),
    ),
    "grossesse": (
        gettext_lazy("When is the child due?"),
        gettext_lazy("The date on the declaration of pregnancy, or an approximate one."),
    ),
    "grossesse-conjoint": (
        gettext_lazy("When is your partner’s child due?"),
        gettext_lazy("The date on the declaration of pregnancy, or an approximate one."),
    ),
    "handicap": (gettext_lazy("Which rate of disability was recognised?"), _RATE),
    "handicap-conjoint": (
        gettext_lazy("Which rate of disability was recognised for your partner?"),
        _RATE,
    ),
    "acces-emploi": (
        gettext_lazy("Was it recognised that your disability lastingly keeps you from work?"),
        _RESTRICTION,
    ),
    "acces-emploi-conjoint": (
        gettext_lazy("Was it recognised that your partner’s disability keeps them from work?"),
        _RESTRICTION,
    ),
    "handicap-enfants": (
        gettext_lazy("Which rate of disability was recognised for your children?"),
        _RATE,
    ),
    "complement": (
        gettext_lazy("Was a complement of the AEEH granted for your child?"),
        gettext_lazy("Its category, from 1 to 6, is on the notification of the MDPH."),
    ),
    "garde": (
        gettext_lazy("Which children live half of the time with their other parent?"),
        gettext_lazy("Family benefits may then be shared between the two homes."),
    ),
    "nationalite": (
        gettext_lazy("Your nationality"),
        gettext_lazy("Some benefits are open after a number of years with a residence permit."),
    ),
    "nationalite-conjoint": (
        gettext_lazy("Your partner’s nationality"),
        gettext_lazy("Some benefits are open after a number of years with a residence permit."),
    ),
    "epargne": (
        gettext_lazy("Your savings and what you own"),
        gettext_lazy(
            "Of all at home together. Never the home you live in, nor what you work with."
        ),
    ),
    "quotient": (
        gettext_lazy("What is your quotient familial at the CAF?"),
        gettext_lazy(
            "It is on the site caf.fr, under “Mes attestations”. It is not the one of the taxes."
        ),
    ),
    "impots": (
        gettext_lazy("Your last tax notice"),
        gettext_lazy("The two figures are on its first page."),
    ),
}

ACTIVITIES: Final[dict[str, Words]] = {
    "employed": gettext_lazy("I am employed"),
    "self_employed": gettext_lazy("I work for myself"),
    "unemployed": gettext_lazy("I look for work"),
    "student": gettext_lazy("I study"),
    "retired": gettext_lazy("I am retired"),
    "none": gettext_lazy("Another situation"),
}
PARTNERS_ACTIVITIES: Final[dict[str, Words]] = {
    "employed": gettext_lazy("Employed"),
    "self_employed": gettext_lazy("Works for themselves"),
    "unemployed": gettext_lazy("Looks for work"),
    "student": gettext_lazy("Studies"),
    "retired": gettext_lazy("Retired"),
    "none": gettext_lazy("Another situation"),
}
OCCUPANCIES: Final[dict[str, Words]] = {
    "tenant_unfurnished": gettext_lazy("I rent it, without furniture"),
    "tenant_furnished": gettext_lazy("I rent it furnished, or a room"),
    "tenant_social": gettext_lazy("I rent it from a social landlord (HLM)"),
    "home_for_young_workers_or_students": gettext_lazy("Home for young workers or students"),
    "owner": gettext_lazy("It is mine, and paid for"),
    "owner_with_loan": gettext_lazy("It is mine, and I repay a loan"),
    "free": gettext_lazy("I am put up free of charge"),
    "none": gettext_lazy("I have no home of my own"),
}
INCOMES: Final[dict[str, tuple[Words, Words]]] = {
    "wage": (gettext_lazy("Wages"), gettext_lazy("The net amount paid, as on the payslip.")),
    "self_employed_income": (
        gettext_lazy("Income of an independent worker"),
        gettext_lazy("What is left after charges; the turnover less the allowance for a micro."),
    ),
    "unemployment_benefit": (
        gettext_lazy("Unemployment benefit"),
        gettext_lazy("Paid by France Travail."),
    ),
    "pension": (
        gettext_lazy("Retirement pensions"),
        gettext_lazy("All of them together, the complementary ones too."),
    ),
    "invalidity_pension": (gettext_lazy("Invalidity pension"), ""),
    "daily_allowances": (
        gettext_lazy("Daily allowances"),
        gettext_lazy("Illness, maternity, accident: paid by the health insurance."),
    ),
    "alimony_received": (gettext_lazy("Maintenance received"), ""),
    "alimony_paid": (gettext_lazy("Maintenance that you pay"), ""),
}
SPECIAL: Final[dict[str, tuple[Words, Words]]] = {
    "expecting_me": (gettext_lazy("I am expecting a child"), ""),
    "expecting_partner": (gettext_lazy("My partner is expecting a child"), ""),
    "disability_me": (
        gettext_lazy("I have a disability or a long illness"),
        gettext_lazy("Recognised by the MDPH, or that could be."),
    ),
    "disability_partner": (
        gettext_lazy("My partner has a disability or a long illness"),
        gettext_lazy("Recognised by the MDPH, or that could be."),
    ),
    "disability_children": (gettext_lazy("A child of mine has a disability"), ""),
    "custody": (
        gettext_lazy("A child lives half of the time with their other parent"),
        gettext_lazy("As a judge or the parents decided: one week out of two, for example."),
    ),
    "unpaid": (
        gettext_lazy("The other parent pays no maintenance, or very little"),
        gettext_lazy("Unknown, dead, gone, or unable to pay: it counts too."),
    ),
    "foreign_me": (gettext_lazy("I do not have French nationality"), ""),
    "foreign_partner": (gettext_lazy("My partner does not have French nationality"), ""),
    "flat_share": (gettext_lazy("I share the flat with people who are not my family"), ""),
    "savings": (gettext_lazy("We have more than 30,000 euros put aside"), ""),
    "property": (
        gettext_lazy("We own another house, a flat, a garage or land"),
        gettext_lazy("Besides the home you live in, let or not, even inherited or shared."),
    ),
    "unsteady": (
        gettext_lazy("Our incomes changed a lot in the last two years"),
        gettext_lazy("Work found or lost, a separation, a death, retirement."),
    ),
}
NATIONAL: Final[dict[str, tuple[Words, Words]]] = {
    "rsa": (
        gettext_lazy("Revenu de solidarité active (RSA)"),
        gettext_lazy("A minimum income for people who have little or nothing."),
    ),
    "ppa": (
        gettext_lazy("Prime d’activité"),
        gettext_lazy("Completes modest incomes from work."),
    ),
    "aide_logement": (
        gettext_lazy("Housing aid (APL, ALF or ALS)"),
        gettext_lazy("Pays part of the rent."),
    ),
    "aah": (
        gettext_lazy("Allowance for disabled adults (AAH)"),
        gettext_lazy("A minimum income for people whom a disability keeps from working."),
    ),
    "aspa": (
        gettext_lazy("Solidarity allowance for the elderly (ASPA)"),
        gettext_lazy("Completes small pensions, from 65 on."),
    ),
    "asi": (
        gettext_lazy("Supplementary invalidity allowance (ASI)"),
        gettext_lazy("Completes a small invalidity pension."),
    ),
    "css_free": (
        gettext_lazy("Complementary health cover, free of charge (CSS)"),
        gettext_lazy("The doctor, the hospital, glasses and teeth without paying."),
    ),
    "css_paid": (
        gettext_lazy("Complementary health cover at a small cost (CSS)"),
        gettext_lazy("The same cover for less than one euro a day and person."),
    ),
    "af": (
        gettext_lazy("Family allowances"),
        gettext_lazy("From the second child on, whatever the income."),
    ),
    "cf": (
        gettext_lazy("Family complement"),
        gettext_lazy("For families with three children or more, from 3 years on."),
    ),
    "asf": (
        gettext_lazy("Family support allowance (ASF)"),
        gettext_lazy("For a child whom the other parent does not support."),
    ),
    "aeeh": (
        gettext_lazy("Allowance for the education of a disabled child (AEEH)"),
        gettext_lazy("Helps with the costs of a child’s disability."),
    ),
    "paje_base": (
        gettext_lazy("Basic allowance for young children (PAJE)"),
        gettext_lazy("Each month until the child’s third birthday."),
    ),
    "paje_naissance": (
        gettext_lazy("Birth grant (PAJE)"),
        gettext_lazy("Paid once, before the birth."),
    ),
    "ars": (
        gettext_lazy("Back-to-school allowance (ARS)"),
        gettext_lazy("Paid each August for children from 6 to 18."),
    ),
    "bourse_college": (
        gettext_lazy("Grant for the collège"),
        gettext_lazy("Asked for at the school, in September and October."),
    ),
    "bourse_lycee": (
        gettext_lazy("Grant for the lycée"),
        gettext_lazy("Asked for at the school, in spring and autumn."),
    ),
    "cheque_energie": (
        gettext_lazy("Energy voucher"),
        gettext_lazy("Pays for electricity, gas, wood or works."),
    ),
}
UNIONS: Final[dict[str, Words]] = {
    "alone": gettext_lazy("I live alone, or with my children"),
    "married": gettext_lazy("Married"),
    "pacs": gettext_lazy("Bound by a PACS"),
    "living_together": gettext_lazy("As a couple without marriage or PACS"),
}
SCHOOLS: Final[dict[str, Words]] = {
    "college": pgettext_lazy("school", "Collège"),
    "lycee": gettext_lazy("Lycée, or learning a trade at school"),
    "higher": gettext_lazy("Higher education"),
    "apprentice": gettext_lazy("Apprenticeship"),
    "employed": gettext_lazy("Works"),
    "none": gettext_lazy("Neither studies nor works"),
}
NATIONALITIES: Final[dict[str, Words]] = {
    "french": gettext_lazy("French nationality"),
    "european": gettext_lazy("Of a country of the European Union, or Swiss"),
    "other": gettext_lazy("Of another country"),
}
_CHOICES: Final[dict[str, dict[str, Words]]] = {
    "occupancy": OCCUPANCIES,
    "union": UNIONS,
    "activity": PARTNERS_ACTIVITIES,
    "nationality": NATIONALITIES,
    "school": SCHOOLS
    | {
        "none": gettext_lazy("Not at school"),
        "nursery": gettext_lazy("Nursery school"),
        "primary": gettext_lazy("Primary school"),
    },
}


def whose(path: str) -> str:
    """ "wages of your partner", "date of birth of child 2"."""
    owner, _dot, key = path.partition(".")
    values = {"fact": str(FACT_NAMES[key])}
    if owner == PARTNER:
        return _("%(fact)s of your partner") % values
    if owner.startswith("child"):
        return _("%(fact)s of child %(number)s") % (
            values | {"number": owner.removeprefix("child")}
        )
    return values["fact"]


def value_in_words(situation: Situation, path: str, commune: str = "") -> str:
    """What is known of a fact, for people; "not said" when it is unknown."""
    fact = situation.fact(path)
    if fact is None:
        return pgettext("fact", "not said")
    key = path.partition(".")[2]
    if fact.value is None:
        return pgettext("fact", "none")
    if key == "commune":
        return commune or str(fact.value)
    return _shown(key, fact.value)


def _shown(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return pgettext("fact", "yes") if value else pgettext("fact", "no")
    if isinstance(value, date):
        return str(plaindate(value))
    if key in _CHOICES:
        return str(_CHOICES[key].get(value, value))
    match FACTS[key].unit:
        case Unit.CENTS_A_MONTH:
            return _("%(amount)s a month") % {"amount": euros(value)}
        case Unit.CENTS_A_YEAR:
            return _("%(amount)s a year") % {"amount": euros(value)}
        case Unit.CENTS:
            return str(euros(value))
        case Unit.PERCENT:
            return _("%(rate)s %%") % {"rate": value}
    return str(value)
