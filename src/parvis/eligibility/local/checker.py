"""What a benefit file must say to be published: every fault with its line and its remedy."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Key, Report
from parvis.catalogue.expressions import (
    BOOL,
    INT,
    ExpressionError,
    check,
    compile_expression,
)
from parvis.catalogue.loader import Fault, PackageFaults, Source
from parvis.eligibility.local.amounts import whatever
from parvis.eligibility.local.area import beyond_power
from parvis.eligibility.local.benefit import benefit_of
from parvis.eligibility.local.compiled import amount_text
from parvis.eligibility.local.definition import AmountRule, BenefitFile, Tiers, Version
from parvis.eligibility.local.environment import environment_for, names_of
from parvis.eligibility.local.examples import Unreadable, answer_of, failures_of
from parvis.eligibility.local.fields import FIELDS
from parvis.eligibility.local.library import files_in, read
from parvis.eligibility.local.published import fingerprint, published_in
from parvis.eligibility.verdicts import No, Per, Yes
from parvis.territory.queries import levels_of

QUOTIENTS: Final = {"caf": "family.quotient_caf", "tax": "tax.quotient_tax"}
_NO_END: Final = date.max
_PATH: Final = re.compile(r"\b[a-z]\w*(?:\.[a-z]\w*)+")
_WORD: Final = re.compile(r"\b[a-z]\w*\b(?!\s*[.(])")
_VAGUE: Final = re.compile(r"\b(?:qf|quotient(?:_familial)?)\b")


def check_folder(folder: Path) -> list[Fault]:
    """Every fault of the benefits in a folder, and of what was published and is no longer there."""
    faults: list[Fault] = []
    days = published_in(folder)
    seen: dict[str, str] = {}
    for path in files_in(folder):
        name = str(path.relative_to(folder))
        definition, found = check_file(path, days)
        faults += [Fault(name, one.line, one.message, one.remedy, one.path) for one in found]
        if definition is None:
            continue
        if definition.id in seen:
            said = _("“%(id)s” is already the identifier of %(file)s") % {
                "id": definition.id,
                "file": seen[definition.id],
            }
            faults.append(Fault(name, 1, said, _("choose another")))
        seen[definition.id] = name
    return faults + _lost(days, set(seen), faults)


def _lost(days: dict[str, dict[str, str]], there: set[str], faults: list[Fault]) -> list[Fault]:
    if any(not fault.path for fault in faults):  # files that cannot be read may be these
        return []
    return [
        Fault("published.json", 0, _("“%s” was published and is gone") % one, _("put it back"))
        for one in sorted(set(days) - there)
    ]


def check_file(
    path: Path, days: dict[str, dict[str, str]] | None = None
) -> tuple[BenefitFile | None, list[Fault]]:
    """The benefit and every fault; None when its shape is wrong. Its tests are played too."""
    try:
        definition, source = read(path)
    except PackageFaults as found:
        return None, found.faults
    return definition, faults_of(definition, source, (days or {}).get(definition.id, {}))


def faults_of(definition: BenefitFile, source: Source, days: dict[str, str]) -> list[Fault]:
    check_ = _Check(definition, source)
    check_.everything()
    check_.frozen(days)
    if not check_.report.faults:
        check_.tests()
    return check_.report.faults


class _Check:
    def __init__(self, definition: BenefitFile, source: Source) -> None:
        self.definition = definition
        self.report = Report({source.name: source})
        self._file = source.name
        self._environment = environment_for(definition.beneficiary)
        self._quotients: set[str] = set()

    def _add(self, path: tuple[Key, ...], message: str, remedy: str = "") -> None:
        self.report.add(self._file, path, message, remedy)

    def everything(self) -> None:
        self._who()
        self._periods()
        for place, version in self._versions():
            self._version(place, version)
        self._quotient()
        asked = self.definition.ask
        if not (asked.service or asked.place or asked.address or asked.url or asked.phone):
            fix = _("give a service, a place, an address, a url or a telephone number")
            self._add(("ask",), _("nobody is told where to ask"), fix)
        if self.definition.example and self.definition.note is None:
            fix = _("add note: what is invented, and where the real figure may be found")
            self._add(("example",), _("an example must say what is not known"), fix)

    def _versions(self) -> Iterator[tuple[tuple[Key, ...], Version]]:
        for place, version in enumerate(self.definition.versions):
            yield ("versions", place), version

    def _who(self) -> None:
        definition, report = self.definition, self.report
        who = definition.institution
        if report.known(self._file, ("field",), definition.field, FIELDS, _("field")):
            field = FIELDS[definition.field]
            if who.level not in field.levels:
                said = _("a %(level)s has no power over “%(field)s” (%(law)s)") % {
                    "level": who.level,
                    "field": definition.field,
                    "law": field.law,
                }
                fix = _("who may: %s") % ", ".join(sorted(field.levels))
                self._add(("institution", "level"), said, fix)
        if who.level == "commune" and not levels_of(who.code):
            said = _("there is no commune “%s” today") % who.code
            self._add(("institution", "code"), said, _("write its INSEE code, five characters"))
        for key, code in beyond_power(definition.area, who):
            said = _("“%s” lies beyond the institution’s territory") % code
            self._add(
                ("area", key), said, _("remove it, or name the institution that has power there")
            )

    def _periods(self) -> None:
        spans = sorted(
            (version.since, version.until or _NO_END, path) for path, version in self._versions()
        )
        for (_since, until, _path), (since, _until, path) in pairwise(spans):
            # The next version closes one that had no end.
            if since <= until != _NO_END or since == _since:
                said = _("two versions hold on %s") % since.isoformat()
                fix = _("until: %s in the one before") % (since - timedelta(days=1)).isoformat()
                self._add((*path, "from"), said, fix)
        for since, until, path in spans:
            if until < since:
                self._add((*path, "until"), _("it ends before it begins"), _("write a later day"))

    def _version(self, path: tuple[Key, ...], version: Version) -> None:
        ids = [each.id for each in version.conditions] + [each.id for each in version.declared]
        for name in sorted({one for one in ids if ids.count(one) > 1}):
            self._add(path, _("two conditions are called “%s”") % name, _("rename one"))
        for place, condition in enumerate(version.conditions):
            self._rule((*path, "conditions", place, "rule"), condition.rule, is_condition=True)
        if self.definition.kind == "right" and version.amount is not None:
            self._add((*path, "amount"), _("a right has no amount"), _("kind: aid or price"))
        if self.definition.kind != "right" and version.amount is None:
            self._add(path, _("the amount is missing"), _("add amount, or kind: right"))
        if version.amount is not None:
            self._amount((*path, "amount"), version.amount, version)

    def _rule(self, path: tuple[Key, ...], text: str, is_condition: bool) -> bool:
        try:
            read = check(text, self._environment, BOOL if is_condition else INT)
        except ExpressionError as error:
            self._wrong(path, text, error)
            return False
        self._quotients |= {kind for kind, name in QUOTIENTS.items() if name in read.paths}
        return True

    def _wrong(self, path: tuple[Key, ...], text: str, error: ExpressionError) -> None:
        if _VAGUE.search(text):
            said = _("in “%s”: which quotient familial?") % text
            fix = _("write family.quotient_caf (CAF) or tax.quotient_tax (tax)")
        else:
            said, fix = _("in “%(text)s”: %(error)s") % {"text": text, "error": error}, ""
            known = names_of(self._environment)
            strange = [one for one in _PATH.findall(text) if one not in known]
            strange += [
                one for one in _WORD.findall(text) if not strange and _is_a_field(one, known)
            ]
            near = [near for one in strange if (near := _nearest(one, known))]
            fix = _("did you mean “%s”?") % near[0] if near else fix
        self._add(path, said, fix)

    def _amount(self, path: tuple[Key, ...], rule: AmountRule, version: Version) -> None:
        ways = [
            key for key in ("flat", "tiers", "effort", "formula") if getattr(rule, key) is not None
        ]
        if len(ways) != 1:
            said = _("an amount is one of flat, tiers, effort, formula")
            self._add(path, said, _("keep one"))
            return
        if rule.per is Per.UNIT and rule.unit is None:
            self._add(path, _("per what is not said"), _("add unit: {fr: un repas, en: a meal}"))
        if rule.times is not None and not self._rule((*path, "times"), rule.times, False):
            return
        way = getattr(rule, ways[0])
        base = way.rule if rule.formula else getattr(way, "of", "0")
        here = (*path, ways[0], "rule" if rule.formula else "of")
        if not self._base(here, base):
            return
        if rule.tiers is not None:
            self._tiers((*path, "tiers"), rule.tiers, version)
        if rule.effort or rule.formula:
            self._held((*path, ways[0]), *_ends(rule))
        self._absent((*path, ways[0]), base, way)
        try:
            check(amount_text(rule, self._environment), self._environment, INT)
        except ExpressionError as error:
            self._wrong(here, base, error)

    def _base(self, path: tuple[Key, ...], text: str) -> bool:
        """As _rule, but a fact that may be absent is allowed: `absent` says what then."""
        try:
            read = check(text, self._environment)
        except ExpressionError as error:
            self._wrong(path, text, error)
            return False
        if not read.type.required.matches(INT):
            said = _("“%s” is no whole number of cents") % text
            self._add(path, said, _("write a base or a rule that gives one"))
            return False
        self._quotients |= {kind for kind, name in QUOTIENTS.items() if name in read.paths}
        return True

    def _absent(self, path: tuple[Key, ...], base: str, way: object) -> None:
        type_ = compile_expression(base, self._environment).type
        if type_.is_optional and getattr(way, "absent", None) is None:
            said = _("“%s” may be absent: what then is not said") % base
            fix = (
                _("add absent: the amount for who has none")
                if hasattr(way, "absent")
                else (_("write has(%(base)s) ? %(base)s : …") % {"base": base})
            )
            self._add(path, said, fix)

    def _held(self, path: tuple[Key, ...], floor: int, cap: int) -> None:
        if floor >= cap:
            self._add((*path, "floor"), _("the floor is not below the cap"), _("exchange them"))

    def _tiers(self, path: tuple[Key, ...], tiers: Tiers, version: Version) -> None:
        *steps, last = tiers.steps
        before: int | None = None
        for place, step in enumerate(steps):
            here = (*path, "steps", place)
            if step.up_to is None:
                self._add(here, _("only the last tier has no end"), _("add up_to"))
                return
            if before is not None and step.up_to <= before:
                said = _("the amount of this tier is never reached")
                self._add(here, said, _("write the ends in ascending order"))
                return
            if self._barred(tiers.of, 0 if before is None else before + 1, step.up_to, version):
                self._unreachable(here)
            before = step.up_to
        if last.up_to is not None:
            end = (*path, "steps", len(steps))
            self._add(end, _("the last tier has no end"), _("remove up_to, or add a tier after it"))
        elif self._barred(tiers.of, (before or 0) + 1, None, version):
            self._unreachable((*path, "steps", len(steps)))

    def _unreachable(self, path: tuple[Key, ...]) -> None:
        said = _("the amount of this tier is never reached: a condition refuses before")
        self._add(path, said, _("remove the tier, or widen the condition"))

    def _barred(self, base: str, low: int, high: int | None, version: Version) -> bool:
        """Does a condition on the base alone refuse the whole tier? Looked at where it may turn:
        the ends of the tier and around every number the condition holds."""
        for condition in version.conditions:
            try:
                rule = compile_expression(condition.rule, self._environment, BOOL)
            except ExpressionError:
                continue
            if rule.paths != {base}:
                continue
            turns = [
                int(one) + by for one in re.findall(r"\d+", condition.rule) for by in (-1, 0, 1)
            ]
            top = max([low, *turns]) + 1 if high is None else high
            owner, _dot, key = base.partition(".")
            values = [low, top, *(one for one in turns if low <= one <= top)]
            if all(rule.evaluate({owner: {key: one}}).is_false for one in values):
                return True
        return False

    def _quotient(self) -> None:
        said = self.definition.quotient
        if self._quotients and said is None:
            fix = _("add quotient: {kind: caf or tax, source: the paper on which it is read}")
            self._add(("versions",), _("the source of the quotient familial is not said"), fix)
        elif said is not None and self._quotients != {said.kind}:
            message = _("the quotient familial said is not the one that is read")
            names = ", ".join(QUOTIENTS[kind] for kind in sorted(self._quotients)) or _("none")
            self._add(("quotient", "kind"), message, _("the rules read: %s") % names)

    def frozen(self, days: dict[str, str]) -> None:
        """What was published stays as it was."""
        here = {version.since.isoformat(): (path, version) for path, version in self._versions()}
        for day, print_ in days.items():
            if day not in here:
                said = _("the version of %s was published and is gone") % day
                self._add(("versions",), said, _("put it back; end it with until"))
            elif fingerprint(self.definition, here[day][1]) != print_:
                said = _("the version of %s was published: it does not change") % day
                fix = _("put it back, end it with until and add a version from a later day")
                self._add(here[day][0], said, fix)

    def tests(self) -> None:
        """Every version is granted once and refused once; every test comes out."""
        benefit = benefit_of(self.definition)
        tested: dict[str, set[type]] = {}
        for place, example in enumerate(self.definition.tests):
            path: tuple[Key, ...] = ("tests", place)
            ways = example.expect.model_dump(exclude_none=True, exclude={"whom", "gap"})
            if len(ways) != 1:
                said = _("a test expects one of right, amount, refused, cannot_tell")
                self._add((*path, "expect"), said, _("keep one"))
                return
            held = benefit.version_on(example.day)
            try:
                answer = answer_of(benefit, example)
            except Unreadable as fault:
                self._add((*path, *fault.path), str(fault), fault.remedy)
                return
            if held is not None and answer is not None:
                known = tested.setdefault(held.version.since.isoformat(), set())
                known.add(type(answer.verdict))
        for failure in failures_of(benefit):
            fix = _("mend the rule or the test")
            self._add(("tests", failure.place), str(failure), fix)
        for path, version in self._versions():
            seen = tested.get(version.since.isoformat(), set())
            if Yes not in seen or No not in seen:
                said = _("the version of %s is not tested") % version.since.isoformat()
                fix = _("add a test where it is granted and one where it is refused")
                self._add(path, said, fix)


def _ends(rule: AmountRule) -> tuple[int, int]:
    way = rule.effort or rule.formula
    return (way.floor, way.cap) if way else whatever(rule)


def _is_a_field(word: str, known: set[str]) -> bool:
    return any(name.endswith(f".{word}") for name in known)


def _nearest(name: str, known: set[str]) -> str | None:
    from difflib import get_close_matches

    same = sorted(one for one in known if one.rpartition(".")[2] == name.rpartition(".")[2])
    near = same or get_close_matches(name, sorted(known), n=1)
    return near[0] if near else None
