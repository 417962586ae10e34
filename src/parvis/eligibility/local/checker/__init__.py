"""What a benefit file must say to be published: every fault with its line and its remedy."""

from pathlib import Path

from django.utils.translation import gettext as _

from parvis.catalogue.loader import Fault, PackageFaults
from parvis.eligibility.local.checker import proofs, rules, who
from parvis.eligibility.local.checker.sheet import Sheet
from parvis.eligibility.local.definition import BenefitFile
from parvis.eligibility.local.library import files_in, read
from parvis.eligibility.local.published import published_in

__all__ = ["check_file", "check_folder"]


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
    sheet = Sheet(definition, source)
    who.check(sheet)
    rules.check(sheet)
    proofs.frozen(sheet, (days or {}).get(definition.id, {}))
    if not sheet.report.faults:
        proofs.tests(sheet)
    return definition, sheet.report.faults
