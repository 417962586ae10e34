"""What a recount says to the person who asked for it, in their language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.participation.bundle.receipts import Receipt
from parvis.participation.bundle.recount import Recount
from parvis.participation.counting.report import money


class NotProven(ValueError):
    """The receipt proves nothing here; the message says why."""


def announced(told: Recount) -> str:
    """Funded projects with their amounts and supporters, one a line."""
    election, results = told.manifest.election, told.manifest.results
    names = {project.id: project.name or project.id for project in election.projects}
    voters = {one.project: one.voters for one in results.support}
    lines = [election.title]
    for award in results.awards:
        many = voters[award.project]
        said = ngettext("%(voters)s voter", "%(voters)s voters", many) % {"voters": many}
        lines.append(f"  {money(award.amount):>14}  {names[award.project]}  ({said})")
    total = {"spent": money(results.spent), "budget": money(election.budget)}
    return "\n".join([*lines, "  " + _("%(spent)s of %(budget)s") % total])


def same(told: Recount) -> str:
    words = _("%(number)s ballots counted again: same projects, same totals.")
    return words % {"number": told.manifest.ballots.count}


def seals(told: Recount) -> str:
    return "\n".join(
        [
            _("Root of the receipts: %(root)s") % {"root": told.manifest.receipts.root},
            _("Seal of the bundle: %(seal)s") % {"seal": told.manifest.seal},
        ]
    )


def another_seal() -> str:
    return _("The seal is not the one you gave: this is another bundle.")


def not_same() -> str:
    return _("Counting again does not give what was announced.")


def audited() -> str:
    return _("The ballots published are those that voters committed to.")


def not_cast() -> str:
    return _("The ballots published are not those that voters committed to.")


def proof(receipt: Receipt, told: Recount | None) -> list[str]:
    """What a receipt proves, alone or against a bundle. Raises NotProven.

    One given before the count has no path yet (`size` 0): the published list itself proves it."""
    if receipt.size == 0 and told is not None:
        if bytes.fromhex(receipt.commitment) not in told.commitments:
            raise NotProven(_("This receipt is not among those of the bundle."))
    elif not receipt.is_proven():
        raise NotProven(
            _("The receipt does not lead to its root: it was altered, or is another’s.")
        )
    if receipt.opening is not None and not receipt.is_opened():
        raise NotProven(_("The receipt is proven, but your own half does not fit it."))
    if told is not None and receipt.size and told.manifest.receipts.root != receipt.root:
        raise NotProven(_("The receipt is proven, but under the root of another vote."))
    said = []
    if receipt.opening is not None:
        said.append(_("Your own half fits: it is the ballot that you cast."))
    if told is not None:
        return [*said, _("Your ballot is in the box that was counted.")]
    words = _("The receipt is proven. Compare this root with the one that was published: %(root)s")
    return [*said, words % {"root": receipt.root}]
