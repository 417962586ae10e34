"""Organisers: letters for a mailing house, from the list of addresses to the file erased."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core import clock
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.core.ui.words import euros, when
from parvis.participation.actions import mailings as actions
from parvis.participation.forms.mailings import InvitationForm, LetterForm
from parvis.participation.models import Consultation, Mailing, Panel
from parvis.participation.queries import panels
from parvis.participation.rules.address_lists import read_addresses, wave
from parvis.participation.rules.quotas import gaps
from parvis.participation.views.agent import acting_for, organised
from parvis.participation.views.public import METHODS

USUAL = timedelta(minutes=10)
"""A file takes less than that to draw, a worker that was restarted included."""


@agent_page
@never_cache
@require_safe
def listed(request: AgentRequest, slug: str) -> HttpResponse:
    found = organised(request, slug)
    rows = found.mailings.select_related("panel").order_by("-pk")[:100]
    context = {"consultation": found, "mailings": rows}
    return render(request, "participation/agent/mailings.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new(request: AgentRequest, slug: str) -> HttpResponse:
    """Invitations to people of a list; `?panel=` for those whom a panel lacks."""
    found = organised(request, slug)
    key = whole(request.GET.get("panel"))
    panel = None if key is None else panels.panel_at(found, key)
    form = InvitationForm(
        request.POST or None,
        request.FILES or None,
        is_for_panel=panel is not None,
        initial=_invitation(found, panel),
    )
    if form.is_valid():
        try:
            made = _invite(request, found, panel, form)
        except Refused as refused:
            form.add_error("addresses", str(refused))
        else:
            return _to(made)
    title = _("Letters with codes")
    return _form(request, found, panel, form, title)


def _invite(
    request: AgentRequest, found: Consultation, panel: Panel | None, form: InvitationForm
) -> Mailing:
    told = form.cleaned_data
    read = read_addresses(told["addresses"].read(), panel.strata if panel else ())
    live = gaps(panel.strata, panels.profiles(panel)) if panel else []
    made = actions.invite_by_post(
        actor=acting_for(request, found),
        consultation=found,
        recipients=wave(read.recipients, live, told["count"]),
        label=told["label"],
        subject=told["subject"],
        text=told["text"],
        panel=panel,
    )
    if read.ignored:
        said = _("These columns of the list were not read: %(names)s.")
        messages.info(request, said % {"names": ", ".join(read.ignored)})
    return made


@agent_page
@never_cache
@require_http_methods(METHODS)
def to_drawn(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    """To members whose letter is not written yet, those who replace somebody too."""
    return _to_volunteers(request, slug, panel, drawn=True)


@agent_page
@never_cache
@require_http_methods(METHODS)
def to_others(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    """To volunteers whom the lot did not designate."""
    return _to_volunteers(request, slug, panel, drawn=False)


def _to_volunteers(request: AgentRequest, slug: str, panel: int, *, drawn: bool) -> HttpResponse:
    found = organised(request, slug)
    chosen = panels.panel_at(found, panel)
    if chosen.state != Panel.State.DRAWN:
        raise Http404
    form = LetterForm(request.POST or None, initial=_drawn(chosen) if drawn else _not_drawn(chosen))
    if form.is_valid():
        try:
            made = actions.write_to_volunteers(
                actor=acting_for(request, found), panel=chosen, drawn=drawn, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _to(made)
    kind = Mailing.Kind.DRAWN if drawn else Mailing.Kind.NOT_DRAWN
    return _form(request, found, chosen, form, str(kind.label))


@agent_page
@never_cache
@require_safe
def mailing(request: AgentRequest, slug: str, mailing: int) -> HttpResponse:
    """Where a batch stands: waiting, its file, or erased."""
    found = organised(request, slug)
    one = get_object_or_404(found.mailings.select_related("panel"), pk=mailing)
    used = found.codes.filter(label=one.label).exclude(used_at=None).count()
    context = {
        "consultation": found,
        "mailing": one,
        "panel": one.panel,
        "used": used,
        "is_late": clock.now() - one.made_at > USUAL,
    }
    return render(request, "participation/agent/mailing.html", context)


@agent_page
@require_POST
def file(request: AgentRequest, slug: str, mailing: int) -> HttpResponse:
    """Take the file, or erase it; both are noted."""
    found = organised(request, slug)
    one = get_object_or_404(found.mailings, pk=mailing)
    actor = acting_for(request, found)
    try:
        if request.POST.get("what") == "erase":
            actions.erase(actor=actor, mailing=one)
            messages.success(request, _("The file is erased."))
            return _to(one)
        name = actions.take(actor=actor, mailing=one)
    except Refused as refused:
        messages.error(request, str(refused))
        return _to(one)
    answer = FileResponse(
        default_storage.open(name),
        as_attachment=True,
        filename=f"courriers-{one.pk}.pdf",
        content_type="application/pdf",
    )
    answer.headers["Cache-Control"] = "private, no-store"
    # Views are typed as answering HttpResponse, which a streamed answer is in all but name.
    return cast(HttpResponse, answer)


def _to(made: Mailing) -> HttpResponse:
    return redirect("participation:agent-mailing", slug=made.consultation.slug, mailing=made.pk)


def _form(
    request: AgentRequest,
    found: Consultation,
    panel: Panel | None,
    form: LetterForm,
    title: str,
) -> HttpResponse:
    context = {"consultation": found, "panel": panel, "form": form, "title": title}
    return render(request, "participation/agent/mailing_form.html", context)


def _invitation(found: Consultation, panel: Panel | None) -> dict[str, str]:
    with override("fr"):
        if panel is None:
            text = _(
                "%(summary)s\n\nTo take part, type the code below on the page of the consultation:"
                " it serves once, with or without an account."
            )
            return {"subject": found.title, "text": text % {"summary": found.summary.strip()}}
        text = _(
            "%(text)s\n\n%(size)s people will be drawn by lot among volunteers, so that together"
            " they resemble the population. We write to people drawn by lot from a list, and first"
            " to those of whom there are too few among volunteers.\n\nTo volunteer, open the page"
            " below and type your code."
        )
        if panel.stipend:
            text += " " + _("%(amount)s are paid for each session.")
        said = {
            "text": panel.text.strip(), "size": panel.size, "amount": euros(panel.stipend),
        }  # fmt: skip
        return {"subject": _("Would you sit in a panel drawn by lot?"), "text": text % said}


def _drawn(panel: Panel) -> dict[str, str]:
    with override("fr"):
        text = _(
            "The lot fell on you: you are a member of the panel “%(title)s”, by the value drawn in"
            " public: %(seed)s.\n\nTell us whether you accept, on the page below, by telephone or"
            " at a desk. If you cannot come, the next person by the draw takes your place."
        )
        lines = [
            f"- {one.title}, {when(one.starts_at)}, {one.place}" for one in panel.sessions.all()
        ]
        body = "\n\n".join([text % {"title": panel.title, "seed": panel.seed}, "\n".join(lines)])
        subject = _("You were drawn: %(title)s") % {"title": panel.title}
        return {"label": "", "subject": subject, "text": body.strip()}


def _not_drawn(panel: Panel) -> dict[str, str]:
    with override("fr"):
        text = _(
            "Thank you for having volunteered for the panel “%(title)s”. The lot did not fall on"
            " you. If a member leaves, you may be asked to replace them: your page says so.\n\n"
            "Anybody can do the draw again: its file is on the page of the panel, with the value"
            " drawn in public: %(seed)s."
        )
        subject = _("The draw is done: %(title)s") % {"title": panel.title}
        return {"subject": subject, "text": text % {"title": panel.title, "seed": panel.seed}}
