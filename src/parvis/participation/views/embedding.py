"""How to put a consultation on another site: what to copy, how it looks, which sites may."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.audience import public_page
from parvis.participation import queries
from parvis.participation.actions.embedding import allow_sites
from parvis.participation.forms.embedding import SitesForm
from parvis.participation.models import Act, Consultation, Embedding
from parvis.participation.opendata.addresses import absolute
from parvis.participation.rules.ideas import phase_for
from parvis.participation.tiles import Tile
from parvis.participation.views.agent import acting_for, organised
from parvis.participation.views.public import METHODS

HEIGHTS = {"frame-idea": (950, 1060), "frame-vote": (560, 660), "frame-progress": (720, 860)}
"""In pixels: from 480 px wide, and in a narrow column."""


@dataclass(frozen=True, slots=True)
class Widget:
    """One thing to copy."""

    title: str
    says: str
    address: str
    text: str
    heights: tuple[int, int]
    is_low: bool


def widgets_of(consultation: Consultation) -> list[Widget]:
    """Those that make sense in it; its phases are loaded."""
    told = {
        "frame-idea": (_("An idea box"), _("One writes an idea without leaving your page.")),
        "frame-vote": (_("The vote"), _("What is at stake, the days left, and the way to it.")),
        "frame-progress": (_("How far the consultation is"), _("The phases and a few figures.")),
    }
    needs = {"frame-idea": Act.PROPOSE, "frame-vote": Act.VOTE}
    return [
        _widget(consultation, name, title, says)
        for name, (title, says) in told.items()
        if name not in needs or phase_for(consultation, needs[name])
    ]


def _widget(consultation: Consultation, name: str, title: str, says: str) -> Widget:
    path = reverse(f"participation:{name}", args=[consultation.slug])
    path += f"?langue={get_language() or 'fr'}"
    wide, narrow = HEIGHTS[name]
    text = (
        f'<iframe src="{escape(absolute(path))}"\n'
        f'  title="{escape(f"{title} – {consultation.title}")}"\n'
        f'  width="100%" height="{wide}" loading="lazy"></iframe>'
    )
    return Widget(title, says, path, text, (wide, narrow), is_low=wide < 900)


@public_page
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """For whoever has a site."""
    found = queries.consultation_at(slug)
    chosen = Embedding.objects.filter(consultation=found).first()
    context = {"consultation": found, "widgets": widgets_of(found), "chosen": chosen}
    return render(request, "participation/public/embedding.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def sites(request: AgentRequest, slug: str) -> HttpResponse:
    """Organisers choose which sites may show it."""
    found = organised(request, slug)
    chosen = Embedding.objects.filter(consultation=found).first()
    initial: dict[str, Any] = {"sites": "\n".join(chosen.origins) if chosen else ""}
    form = SitesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actor = acting_for(request, found)
        allow_sites(actor=actor, consultation=found, origins=form.cleaned_data["sites"])
        messages.success(request, _("Saved."))
        return redirect("participation:agent-embedding", slug=slug)
    widgets = widgets_of(found) if found.published_at else []
    context = {"consultation": found, "form": form, "widgets": widgets}
    return render(request, "participation/agent/embedding.html", context)


def tool(consultation: Consultation) -> Tile:
    return Tile(
        _("Put it on your site"),
        _("An idea box, the vote or the progress, in a frame of other sites."),
        reverse("participation:agent-embedding", args=[consultation.slug]),
        "link",
    )
