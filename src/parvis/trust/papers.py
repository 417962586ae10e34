"""The paper form of a mandate: what it allows in plain words, room to sign, a code for the agent
who receives it back."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.core import clock, pdf
from parvis.core import site as sites
from parvis.core.ui.words import plaindate
from parvis.trust import links
from parvis.trust.models import Mandate


def form_pdf(mandate: Mandate, language: str) -> bytes:
    """The form to print and sign, as tagged PDF."""
    site = sites.current()
    with override(language):
        title = _("Mandate %(number)s") % {"number": mandate.number}
        data = {
            "sender": site.letterhead(),
            "dated": clock.today().isoformat(),
            "recipient": [mandate.helped_name],
            "facts": [[_("Number"), mandate.number]],
            "subject": _("%(helper)s may act for %(helped)s") % _names(mandate),
            "body": _body(mandate),
            "url": f"{settings.BASE_URL.rstrip('/')}{links.lookup(mandate)}",
            "footer": [site.name, mandate.number],
        }
    return pdf.render("letter", data, title=title, lang=language)


def allowed(mandate: Mandate) -> list[str]:
    """What the helper may do, one sentence each."""
    said = [_("follow the requests of these services")]
    if mandate.may_file:
        said.append(_("prepare and send requests, with what is already known of the person"))
    if mandate.may_answer:
        said.append(_("answer the services, add documents, withdraw a request"))
    if mandate.may_receive:
        said.append(_("receive a copy of the messages of the services"))
    return said


def _names(mandate: Mandate) -> dict[str, str]:
    return {"helper": mandate.helper_name, "helped": mandate.helped_name}


def _body(mandate: Mandate) -> list[dict[str, object]]:
    values = _names(mandate) | {
        "start": plaindate(mandate.starts_on),
        "end": plaindate(mandate.ends_on),
    }
    room = _("On                              , in\n\nSignature:\n\n\n")
    return [
        _paragraph(
            _(
                "%(helped)s gives %(helper)s the power to act in their name for the services "
                "below, from %(start)s to %(end)s included (Code civil, art. 1984 and following)."
            )
            % values
        ),
        {"type": "heading", "text": _("For which services")},
        {"type": "list", "items": [one.label for one in mandate.authorisations.all()]},
        {"type": "heading", "text": _("What the helper may do")},
        {"type": "list", "items": allowed(mandate)},
        {
            "type": "note",
            "title": _("You stay in charge"),
            "text": _(
                "All that is done is written under both names, and you can read it. You can stop "
                "this mandate at any time and without giving a reason: in your space, at a desk or "
                "by telephone. Never give your password to anybody."
            ),
        },
        {"type": "heading", "text": _("Date and signature")},
        {
            "type": "table",
            "rows": [
                [_("The person helped") + f"\n{mandate.helped_name}", room],
                [_("The helper, who accepts") + f"\n{mandate.helper_name}", room],
            ],
        },
    ]


def _paragraph(text: str) -> dict[str, object]:
    return {"type": "paragraph", "text": text}
