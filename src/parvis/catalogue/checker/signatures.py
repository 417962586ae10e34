"""Signatures of others than the applicant: of whom, of what, and what happens without them."""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import ItemKind, Package
from parvis.catalogue.definition.environment import form_environment
from parvis.catalogue.definition.process import DECLINED, SIGNED, SYSTEM, UNSIGNED
from parvis.catalogue.expressions import BOOL

FILE = "process.yml"
RESULTS = [SIGNED, DECLINED, UNSIGNED]
_NAMED = {"name": {"person", "text"}, "email": {"email"}, "phone": {"phone"}}


def check(package: Package, report: Report) -> None:
    for name, item in package.process.items.items():
        for result in item.adverse:
            report.known(FILE, ("items", name, "adverse"), result, item.results, _("result"))
        if item.kind == "signature":
            _check(package, name, item, report)
        elif item.signatory is not None:
            said = _("a %(kind)s is not signed by anybody") % {"kind": item.kind}
            fix = _("write kind: signature, or remove signatory")
            report.add(FILE, ("items", name, "signatory"), said, fix)


def _check(package: Package, name: str, item: ItemKind, report: Report) -> None:
    path = ("items", name)
    if item.results != RESULTS:
        fix = _("write results: [%(results)s]") % {"results": ", ".join(RESULTS)}
        said = _("one signs, declines, or lets the date pass")
        report.add(FILE, (*path, "results"), said, fix)
    if item.due is None or item.at_expiry != UNSIGNED:
        said = _("“%(name)s” may wait for ever: silence never signs") % {"name": name}
        report.add(FILE, path, said, _("add due, and at_expiry: unsigned"))
    if not item.shares:
        said = _("nobody signs what they cannot read")
        report.add(FILE, (*path, "shares"), said, _("name the answers that are signed"))
    if item.fields or item.asked_by:
        said = _("a signature asks nothing more, and of nobody else")
        report.add(FILE, path, said, _("remove fields and asked_by"))
    for made in package.process.transitions:
        if name in {*made.opens, *made.cancels}:
            said = _("“%(name)s” is asked when the request is sent") % {"name": name}
            report.add(FILE, path, said, _("take it out of opens and cancels"))
    _check_signatory(package, name, item, report)
    _check_refusal(package, name, report)


def _check_signatory(package: Package, name: str, item: ItemKind, report: Report) -> None:
    path = ("items", name, "signatory")
    signatory = item.signatory
    if signatory is None:
        said = _("“%(name)s” does not say whose signature it is") % {"name": name}
        report.add(FILE, ("items", name), said, _("add signatory, with name and email or phone"))
        return
    types = {field.id: field.type for field in package.form.all_fields()}
    inner = {one.id: field.id for field in package.form.all_fields() for one in field.fields}
    for part, wanted in _NAMED.items():
        answer = getattr(signatory, part)
        if answer in inner and answer not in types:
            said = _("“%(named)s” is asked once for each entry of “%(group)s”: whose is it?") % {
                "named": answer,
                "group": inner[answer],
            }
            report.add(FILE, (*path, part), said, _("name a question that stands by itself"))
        elif answer is not None and types.get(answer) not in wanted:
            said = _("“%(named)s” is no question of type %(wanted)s") % {
                "named": answer,
                "wanted": _(" or ").join(sorted(wanted)),
            }
            fix = _("name a field of type %(wanted)s") % {"wanted": sorted(wanted)[0]}
            report.add(FILE, (*path, part), said, fix)
    if signatory.email is None and signatory.phone is None:
        said = _("nothing says how to reach who must sign")
        report.add(FILE, path, said, _("add email or phone"))
    if signatory.when:
        environment = form_environment(package)
        report.condition(FILE, (*path, "when"), signatory.when, environment, BOOL)


def _check_refusal(package: Package, name: str, report: Report) -> None:
    """A refusal is read by the process: the request is not examined as if it had been signed."""
    read = f"items.{name}.result"
    if any(read in (made.guard or "") for made in package.process.transitions if SYSTEM in made.by):
        return
    said = _("nothing says what happens when “%(name)s” is declined") % {"name": name}
    fix = _('add a transition by: [system], guard: %(read)s == "declined"') % {"read": read}
    report.add(FILE, ("items", name), said, fix)
