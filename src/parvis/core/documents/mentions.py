"""Legal mentions, in the active language."""

from typing import Any

from django.utils.translation import gettext as _


def remedies(*, institution: str, court: str) -> list[dict[str, Any]]:
    """How and until when a decision may be challenged, as blocks of a document.

    Two months from notification (code de justice administrative, art. R421-1), to be stated with
    the decision (R421-5); a prior request to the authority stops that time, which starts again
    (CRPA, art. L411-2).
    """
    return [
        {
            "type": "paragraph",
            "text": _(
                "If you disagree with this decision, you may, within two months of receiving it:"
            ),
        },
        {
            "type": "list",
            "items": [
                _("ask %(institution)s to look at it again, in writing;")
                % {"institution": institution},
                _("bring the matter before the %(court)s, by post or at www.telerecours.fr.")
                % {"court": court},
            ],
        },
        {
            "type": "paragraph",
            "text": _(
                "If you first ask %(institution)s to look at it again, you have two months from "
                "its answer to go to the court. No answer within two months means no."
            )
            % {"institution": institution},
        },
        {
            "type": "paragraph",
            "text": _("Code de justice administrative, art. R421-1 to R421-5; CRPA, art. L411-2."),
        },
    ]
