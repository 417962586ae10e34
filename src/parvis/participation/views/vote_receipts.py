"""What a voter keeps: the receipt, the half that is theirs alone, the proof once all is counted."""

import re
from functools import lru_cache
from io import BytesIO
from zipfile import ZipFile

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.core import clock, pdf
from parvis.core.audience import public_page
from parvis.core.ui.words import when
from parvis.participation.bundle.receipts import RECEIPTS, Board, Opening, Receipt
from parvis.participation.counting.ballot import choices_in
from parvis.participation.models import Election
from parvis.participation.queries import elections as votes
from parvis.participation.queries.portraits import asks_facts
from parvis.participation.rules.elections import terms_of
from parvis.participation.views.vote_words import BallotPage
from parvis.participation.views.votes import opening_or_404

_NUMBER = re.compile(r"[0-9a-f]{64}")


@public_page
@never_cache
@require_safe
def receipt(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """The receipt of whoever is signed in, until the box is closed: after, nobody can find it."""
    election = votes.election_at(slug, vote)
    opening = opening_or_404(request, election)
    context = {
        "election": election,
        "consultation": election.phase.consultation,
        "number": grouped(opening.commitment.hex()),
        "page": BallotPage(election, choices_in(terms_of(election), opening.choice)),
        "asks_facts": asks_facts(election.phase.consultation),
    }
    return render(request, "participation/votes/receipt.html", context)


@public_page
@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    election = votes.election_at(slug, vote)
    opening = opening_or_404(request, election)
    page = request.build_absolute_uri(
        reverse("participation:vote-proof", args=[slug, election.pk])
        + f"?numero={opening.commitment.hex()}"
    )
    return _download(drawn(election, opening, page), "application/pdf", "recepisse.pdf")


@public_page
@never_cache
@require_safe
def own_half(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """Salt and choice: whoever holds them can show how this person voted."""
    election = votes.election_at(slug, vote)
    opening = opening_or_404(request, election)
    told = Receipt(
        election=election.title,
        commitment=opening.commitment.hex(),
        index=0,
        size=0,
        path=(),
        root="",
        opening=opening,
    )
    return _download(told.as_json(), "application/json", "ma-moitie-secrete.json")


@public_page
@never_cache
@require_safe
def proof(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """Whoever holds the number of a receipt: is it among the ballots counted? No account needed."""
    election = votes.election_at(slug, vote)
    typed = "".join(request.GET.get("numero", "").lower().split())
    found = proven(election, typed) if _NUMBER.fullmatch(typed) else None
    if found is not None and "fichier" in request.GET:
        return _download(found.as_json(), "application/json", "preuve.json")
    context = {
        "election": election,
        "consultation": election.phase.consultation,
        "typed": typed,
        "is_number": bool(_NUMBER.fullmatch(typed)),
        "proof": found,
    }
    return render(request, "participation/votes/proof.html", context)


def proven(election: Election, number: str) -> Receipt | None:
    """The proof that a commitment is in the published list; None when it is not there."""
    if not election.is_published:
        return None
    try:
        return _board(election.tally.bundle).proof(election.title, bytes.fromhex(number))
    except KeyError:
        return None


@lru_cache(maxsize=4)
def _board(bundle: str) -> Board:
    """Published lists never change."""
    with default_storage.open(bundle) as file, ZipFile(BytesIO(file.read())) as archive:
        held = archive.read(RECEIPTS).decode("ascii").split()
    return Board([bytes.fromhex(one) for one in held])


def grouped(number: str) -> str:
    """Eight signs at a time: read aloud, copied by hand."""
    return " ".join(number[place : place + 8] for place in range(0, len(number), 8))


def drawn(election: Election, opening: Opening, page: str) -> bytes:
    """The receipt on paper: its number and where to check it, never the choice."""
    institution = election.phase.consultation.lead.institution
    number = opening.commitment.hex()
    title = _("Receipt of my vote")
    data = {
        "sender": {
            "name": institution.name,
            "phone": institution.phone,
            "email": institution.email,
        },
        "dated": clock.today().isoformat(),
        "recipient": [_("To whoever voted")],
        "facts": [[_("Vote"), election.title]],
        "subject": title,
        "body": [
            {"type": "paragraph", "text": _("Your ballot is in the box.")},
            {
                "type": "table",
                "rows": [
                    [_("Number of the receipt"), grouped(number)],
                    [_("Vote closes on"), when(election.phase.closes_at)],
                ],
            },
            {
                "type": "paragraph",
                "text": _(
                    "Once the results are published, scan the code: the page says whether your"
                    " ballot is among those counted. What you chose is written nowhere here."
                ),
            },
        ],
        "url": page,
    }
    return pdf.render("letter", data, title=title)


def _download(data: bytes, mime: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=mime, headers=headers)
