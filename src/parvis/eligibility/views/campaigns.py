"""Campaigns, for the managers of the institution that runs them: nobody is named but where a letter
or a visit needs it, and there each reading is noted."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.actor import Actor
from parvis.core.typed import whole
from parvis.directory.models import Unit
from parvis.directory.queries import memberships_at
from parvis.eligibility.forms.campaign import CampaignForm
from parvis.eligibility.takeup import queries, rules, trials, visiting
from parvis.eligibility.takeup.actions import campaigns, sending
from parvis.eligibility.takeup.figures import figures
from parvis.eligibility.takeup.models import Campaign, Recipient
from parvis.eligibility.takeup.names import name_of
from parvis.eligibility.takeup.outcomes import outcome_of
from parvis.eligibility.takeup.protection import is_small
from parvis.eligibility.views.takeup import chosen_institution
from parvis.notifications import actions as notifications
from parvis.notifications.access import printed

AT_ONCE: Final = 50
Group = Recipient.Group


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    """GET: what the address plans, and what it would show. POST: write that plan down."""
    institution, _mine = chosen_institution(request)
    memberships = memberships_at(request)
    benefits = [(row.key, row.label) for row in figures(institution).benefits.rows if row.missing]
    units = [one.unit for one in memberships if one.unit.institution_id == institution.pk]
    asked = request.GET if "channel" in request.GET else None
    form = CampaignForm(
        asked,
        initial={"aide": request.GET.get("aide", "")},
        benefits=benefits,
        communes=queries.communes_of(institution),
        units=_distinct(units),
    )
    context: dict[str, Any] = {"form": form, "institution": institution, "benefits": benefits}
    if form.is_bound and form.is_valid():
        plan = Campaign(institution=institution, **form.plan)
        if request.method == "POST":
            try:
                made = campaigns.prepare(account=request.user, memberships=memberships, **form.plan)
            except campaigns.TooFew:
                context["too_few"] = True
            else:
                return redirect("eligibility:campaign", pk=made.pk)
        context |= _preview(plan)
    return render(request, "eligibility/agent/campaign_new.html", context)


def _distinct(units: list[Unit]) -> list[Unit]:
    return list({unit.pk: unit for unit in units}.values())


def _preview(plan: Campaign) -> dict[str, Any]:
    """Numbers are rounded down to five: two plans that differ by one person look the same."""
    people = queries.audience(plan).count()
    if people < rules.SMALLEST_AUDIENCE:
        return {"too_few": True}
    held = people * plan.held_percent // 100
    return {
        "people": people // 5 * 5,
        "contacted": (people - held) // 5 * 5,
        "held": held // 5 * 5,
        "effect": trials.smallest_effect(people - held, held),
        "usual": trials.USUAL_RATE,
        "message": sending.message_of(plan, "votre-code"),
        "plan": plan,
    }


def campaign_or_404(request: AgentRequest, pk: int) -> Campaign:
    mine = queries.institutions_of(memberships_at(request))
    found = queries.campaigns_of(mine).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@agent_page
@never_cache
@require_safe
def campaign(request: AgentRequest, pk: int) -> HttpResponse:
    """What is planned, then where it stands, then what came of it."""
    found = campaign_or_404(request, pk)
    names = queries.communes_of(found.institution)
    context: dict[str, Any] = {
        "campaign": found,
        "name": name_of(found.benefit),
        "communes": [names.get(code, code) for code in found.communes],
        "all_communes": len(found.communes) == len(names),
        "ages": [rules.AGES[key] for key in found.ages],
        "families": [rules.FAMILIES[key] for key in found.families],
        "usual": trials.USUAL_RATE,
        "message": sending.message_of(found, "votre-code"),
        "most_a_year": rules.MOST_A_YEAR,
    }
    if found.launched_at is None:
        context |= _preview(found)
    else:
        done = queries.progress(found)
        groups = [
            (group.label, done.people.get(group, 0), _told(found, done, group)) for group in Group
        ]
        outcome = outcome_of(found)
        waiting = queries.letters(found, AT_ONCE) if _is(found, "letter") else []
        context |= {
            "groups": [one for one in groups if one[1]],
            "effect": trials.smallest_effect(*(people for _label, people, _told in groups)),
            "visits": states_of(found) if _is(found, "visit") else None,
            "letters": len(waiting),
            "last_letter": waiting[-1].pk if waiting else 0,
            "outcome": outcome,
            "outcome_groups": [
                (_("Contacted at once"), outcome.contacted),
                (_("Held back"), outcome.held),
            ]
            if outcome
            else (),
        }
    return render(request, "eligibility/agent/campaign.html", context)


def _told(found: Campaign, done: queries.Progress, group: str) -> int | None:
    """None: a number of visits that says of somebody whether they were met."""
    told = done.told.get(group, 0)
    left = done.people.get(group, 0) - told
    is_hidden = found.channel == Campaign.Channel.VISIT and (is_small(told) or is_small(left))
    return None if is_hidden else told


def states_of(found: Campaign) -> list[tuple[str, int | None]] | None:
    """How many visits came to what, over all communes; None: too few to say."""
    told = visiting.results(found)
    if told is None:
        return None
    labels = {"": _("not visited yet")} | {one.value: str(one.label) for one in Recipient.Visit}
    return [(label, told[key]) for key, label in labels.items() if key in told]


def _is(found: Campaign, channel: str) -> bool:
    return found.channel == channel and found.launched_at is not None


def launched_or_404(request: AgentRequest, pk: int, channel: str) -> tuple[Campaign, Actor]:
    """A campaign under way by this channel, and who acts on it."""
    found = campaign_or_404(request, pk)
    if not _is(found, channel):
        raise Http404
    return found, campaigns.actor_of(request.user, found)


@agent_page
@require_POST
def launch(request: AgentRequest, pk: int) -> HttpResponse:
    """Pressed twice, it is launched once."""
    found = campaign_or_404(request, pk)
    try:
        campaigns.launch(campaign=found, account=request.user, memberships=memberships_at(request))
    except campaigns.TooFew:
        messages.error(request, _("Fewer than ten people can be contacted now: nothing left."))
    else:
        messages.success(request, _("The campaign is launched."))
    return redirect("eligibility:campaign", pk=pk)


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: AgentRequest, pk: int) -> HttpResponse:
    """GET: the next fifty letters to print, in one PDF. POST: those up to `jusqu` were posted."""
    found, actor = launched_or_404(request, pk, "letter")
    waiting = queries.letters(found, AT_ONCE)
    if request.method == "POST":
        until = whole(request.POST.get("jusqu"), digits=18) or 0
        for letter in waiting:
            if letter.pk <= until:
                notifications.mark_posted(letter=letter, actor=actor)
        messages.success(request, _("The letters are marked as posted."))
        return redirect("eligibility:campaign", pk=pk)
    if not waiting:
        raise Http404
    for letter in waiting:
        notifications.note_letter_opened(letter=letter, actor=actor)
    answer = HttpResponse(printed(waiting), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="campagne-{pk}-courriers.pdf"'
    return answer
