"""What there is to know and to ask for: facts and benefits, with their dates and their law."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Final

from django.utils import translation

from parvis.catalogue.expressions import BOOL, DATE, INT
from parvis.core import clock
from parvis.eligibility import local, ports, words
from parvis.eligibility.api import told
from parvis.eligibility.api.holders import HELD_BY
from parvis.eligibility.api.telling import national_kind
from parvis.eligibility.fact_names import FACT_NAMES
from parvis.eligibility.facts import FACTS, Entity, FactKind
from parvis.eligibility.local.definition import BenefitFile
from parvis.eligibility.local.environment import MAY_BE_ABSENT
from parvis.eligibility.local.fields import FIELDS
from parvis.eligibility.local.voted import as_voted, benefits_for, votes
from parvis.eligibility.national import BENEFITS, NationalBenefit
from parvis.eligibility.plausible import born
from parvis.eligibility.ports import LawVersion
from parvis.eligibility.questions import question_for
from parvis.eligibility.situation import ME, PARTNER, Fact, Situation

_LEVELS = {
    "commune": "communes",
    "epci": "epcis",
    "departement": "departements",
    "region": "regions",
}

_OWNERS: Final[dict[Entity, told.Owner]] = {
    Entity.PERSON: "person",
    Entity.HOUSEHOLD: "household",
    Entity.FAMILY: "family",
    Entity.TAX_HOUSEHOLD: "tax_household",
}


def _both(say: Callable[[], str]) -> told.Words:
    with translation.override("fr"):
        fr = say()
    with translation.override("en"):
        return told.Words(fr=fr, en=say())


@cache
def facts() -> told.Facts:
    """Every fact that rights depend on, in the order of a conversation."""
    return told.Facts(facts=[_fact(kind) for kind in FACTS.values()])


def _fact(kind: FactKind) -> told.FactTold:
    slug = _question(kind)
    return told.FactTold(
        key=kind.key,
        of=_OWNERS[kind.entity],
        type=_type(kind),
        choices=list(kind.type.choices),
        unit=kind.unit.value,
        lowest=kind.lowest,
        highest=kind.highest,
        may_be_absent=kind.key in MAY_BE_ABSENT,
        cost=kind.cost,
        name=_both(lambda: str(FACT_NAMES[kind.key])),
        question=_both(lambda: str(words.TITLES[slug][0])) if slug else None,
        help=_both(lambda: str(words.TITLES[slug][1])) if slug else None,
        held_by=_both(lambda: str(HELD_BY[kind.key])),
    )


def _type(kind: FactKind) -> told.Type:
    if kind.type == DATE:
        return "date"
    if kind.type == BOOL:
        return "boolean"
    return "integer" if kind.type == INT else "string"


def _question(kind: FactKind) -> str:
    """The most precise question that asks for it, of a household that is asked everything."""
    on = clock.today()
    situation = Situation((ME, PARTNER, "child1"))
    for path, value in {
        "me.birth_date": born(30, on), "me.activity": "student", "me.disability_rate": 50,
        "home.occupancy": "tenant_social", "child1.birth_date": born(17, on),
        "child1.disability_rate": 50,
    }.items():  # fmt: skip
        situation = situation.told(path, Fact(value, on))
    if kind.key == "child_support_unpaid":
        situation = situation.among(ME, "child1")
    owners = ("me", "child1") if kind.entity is Entity.PERSON else (kind.entity.value,)
    found = (question_for(situation, f"{owner}.{kind.key}", on) for owner in owners)
    return next((one.slug for one in found if one is not None), "")


def benefits(on: date, commune: str = "") -> told.Benefits:
    """Those in force on a day; of the places, those of one commune when it is said. Those of the
    nation are left out while the law engine is away. Raises LawUnavailable."""
    voted = votes()
    around = (
        benefits_for(commune, on, voted)
        if commune
        else [as_voted(one, voted) for one in local.shipped()]
    )
    return told.Benefits(
        on=on,
        benefits=[
            *_national(ports.law().versions(), on),
            *(_local(one.definition) for one in around if one.version_on(on)),
        ],
    )


def _national(versions: tuple[LawVersion, ...], on: date) -> list[told.Benefit]:
    """In force: some version of the package answers for that day."""
    if not any(one.since <= on and (one.until is None or on <= one.until) for one in versions):
        return []
    said = [
        told.Version(
            id=f"{one.package} {one.version}",
            since=one.since,
            until=one.until,
            reference=told.LegalReference(
                title=f"{one.package} {one.version}",
                url=f"https://pypi.org/project/{one.package}/{one.version}/",
            ),
        )
        for one in versions
    ]
    return [_of_the_nation(one, said) for one in BENEFITS.values()]


def _of_the_nation(one: NationalBenefit, versions: list[told.Version]) -> told.Benefit:
    name, summary = words.NATIONAL[one.code]
    return told.Benefit(
        id=one.name,
        name=_both(lambda: str(name)),
        summary=_both(lambda: str(summary)),
        kind=national_kind(one.code),
        level="state",
        granted_by=one.payer,
        whom="person" if one.for_each else "household",
        per=one.per.value if not one.is_flag else None,
        area=told.Area(communes=[], epcis=[], departements=[], regions=[]),
        law=one.law,
        versions=versions,
        is_example=False,
    )


def _local(one: BenefitFile) -> told.Benefit:
    rule = one.versions[-1].amount
    return told.Benefit(
        id=one.id,
        name=told.Words(fr=one.name.fr, en=one.name.en),
        summary=told.Words(fr=one.summary.fr, en=one.summary.en),
        kind=one.kind,
        level=one.institution.level,
        granted_by=one.institution.code,
        whom=one.beneficiary,
        per=rule.per.value if rule is not None else None,
        area=_area(one),
        law=FIELDS[one.field].law,
        versions=[
            told.Version(
                id=f"{one.id}@{each.since.isoformat()}",
                since=each.since,
                until=each.until,
                reference=told.LegalReference(
                    title=", ".join(filter(None, (each.text.ref, each.text.article))),
                    url=each.text.url,
                ),
            )
            for each in one.versions
        ],
        is_example=one.example,
    )


def _area(one: BenefitFile) -> told.Area:
    said = {key: list(getattr(one.area, key)) for key in _LEVELS.values()}
    if not any(said.values()) and one.institution.level in _LEVELS:
        said[_LEVELS[one.institution.level]] = [one.institution.code]
    return told.Area(**said)
