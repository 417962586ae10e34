"""What was published stays as it was, and what is new is tested."""

from django.utils.translation import gettext as _

from parvis.eligibility.local.benefit import benefit_of
from parvis.eligibility.local.checker.sheet import Place, Sheet
from parvis.eligibility.local.examples import Unreadable, answer_of, failures_of
from parvis.eligibility.local.published import fingerprint
from parvis.eligibility.verdicts import No, Yes


def frozen(sheet: Sheet, days: dict[str, str]) -> None:
    """What was published stays as it was."""
    here = {version.since.isoformat(): (path, version) for path, version in sheet.versions()}
    for day, print_ in days.items():
        if day not in here:
            said = _("the version of %s was published and is gone") % day
            sheet.add(("versions",), said, _("put it back; end it with until"))
        elif fingerprint(sheet.definition, here[day][1]) != print_:
            said = _("the version of %s was published: it does not change") % day
            fix = _("put it back, end it with until and add a version from a later day")
            sheet.add(here[day][0], said, fix)


def tests(sheet: Sheet) -> None:
    """Every version is granted once and refused once; every test comes out."""
    benefit = benefit_of(sheet.definition)
    tested: dict[str, set[type]] = {}
    for place, example in enumerate(sheet.definition.tests):
        path: Place = ("tests", place)
        ways = example.expect.model_dump(exclude_none=True, exclude={"whom", "gap"})
        if len(ways) != 1:
            said = _("a test expects one of right, amount, refused, cannot_tell")
            sheet.add((*path, "expect"), said, _("keep one"))
            return
        held = benefit.version_on(example.day)
        try:
            answer = answer_of(benefit, example)
        except Unreadable as fault:
            sheet.add((*path, *fault.path), str(fault), fault.remedy)
            return
        if held is not None and answer is not None:
            known = tested.setdefault(held.version.since.isoformat(), set())
            known.add(type(answer.verdict))
    for failure in failures_of(benefit):
        fix = _("mend the rule or the test")
        sheet.add(("tests", failure.place), str(failure), fix)
    for path, version in sheet.versions():
        seen = tested.get(version.since.isoformat(), set())
        if Yes not in seen or No not in seen:
            said = _("the version of %s is not tested") % version.since.isoformat()
            fix = _("add a test where it is granted and one where it is refused")
            sheet.add(path, said, fix)
