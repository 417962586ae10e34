"""The results as a paper: what one takes to the counter."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core import clock, pdf, site
from parvis.core.ui.words import plaindate
from parvis.eligibility.results import Group, Line, certainty


def summary_pdf(page: dict[str, Any], recipient: str = "") -> bytes:
    """A tagged PDF of what `views.results.page_of` shows."""
    body: list[dict[str, Any]] = [
        {
            "type": "paragraph",
            "text": _(
                "This is an estimate made from what you said. The institution that pays "
                "verifies your situation and decides."
            ),
        }
    ]
    for group in page["groups"]:
        body += _blocks(group)
    body += _told(page["told"])
    data = {
        "sender": site.current().letterhead(),
        "dated": clock.today(),
        "recipient": [recipient or _("For you to keep")],
        "subject": _("Your rights, %(on)s") % {"on": plaindate(clock.today())},
        "body": body,
        "footer": [_("Computed by %(law)s.") % {"law": page["law"]}] if page["law"] else [],
    }
    return pdf.render("letter", data, title=_("Your rights"), lang=get_language() or "fr")


def _blocks(group: Group) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [{"type": "heading", "text": group.title}]
    if group.yes:
        rows = [
            [f"{line.name} {line.for_whom}".strip(), _estimate(line), certainty(line.sure)]
            for line in group.yes
        ]
        columns = [_("Right"), _("Estimate"), _("How sure is it?")]
        blocks.append({"type": "table", "columns": columns, "rows": rows})
    if group.unsure:
        names = ", ".join(dict.fromkeys(line.name for line in group.unsure))
        blocks.append({"type": "paragraph", "text": _("To be seen: %(names)s.") % {"names": names}})
    if not group.yes and not group.unsure:
        blocks.append({"type": "paragraph", "text": _("Nothing, with what you told us.")})
    return blocks


def _estimate(line: Line) -> str:
    shown = line.amount or _("right open")
    to_pay = _("To pay")
    return f"{shown} ({to_pay})" if line.is_price else shown


def _told(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = [[fact["name"], fact["value"]] for row in told for fact in row["facts"]]
    if not rows:
        return []
    return [{"type": "heading", "text": _("What you told us")}, {"type": "table", "rows": rows}]
