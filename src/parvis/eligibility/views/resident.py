"""Somebody signed in: the situation they keep, if they wish, and being told what opens."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.core import clock
from parvis.eligibility import actions, conversation, queries, words
from parvis.eligibility.forms.consent import TellingForm
from parvis.eligibility.forms.takeup import ConsentsForm
from parvis.eligibility.institutions import page
from parvis.eligibility.interview import Interview
from parvis.eligibility.models import KeptSituation
from parvis.eligibility.questions import question_for
from parvis.eligibility.situation import Origin
from parvis.eligibility.takeup.names import name_of
from parvis.eligibility.takeup.queries import standings_of
from parvis.eligibility.takeup.visiting import notes_about
from parvis.eligibility.views.results import commune_name

_ORIGINS = {
    Origin.DECLARED: lambda: _("you said so"),
    Origin.PROVEN: lambda: _("an agent saw the proof"),
    Origin.INSTITUTION: lambda: _("given by an institution"),
}


@resident_page
@never_cache
@require_safe
def kept(request: ResidentRequest) -> HttpResponse:
    """What is kept, where each fact comes from, how old it is; correct, be told, erase."""
    found = queries.kept_by(request.person)
    if found is None:
        context: dict[str, Any] = {"begun": conversation.current(request)}
        return render(request, "eligibility/resident/nothing.html", context)
    actions.note_seen(kept=found)
    return render(request, "eligibility/resident/kept.html", page_of(found))


def page_of(found: KeptSituation, form: TellingForm | None = None) -> dict[str, Any]:
    interview = Interview.from_json(found.interview)
    return {
        "kept": found,
        "facts": _facts(interview),
        "form": form or TellingForm(initial={"certainty": found.certainty}),
        "months": actions.KEPT_FOR.days // 30,
        "institution": page.shown(found),
        **_counted(found),
    }


def _counted(found: KeptSituation) -> dict[str, Any]:
    """What they agreed to for take-up, and what was counted of them."""
    consents = {
        "counted": found.counted_since is not None,
        "contacted": found.contacted_since is not None,
        "phoned": found.may_phone,
    }
    standings = standings_of(found) if found.counted_since else ()
    return {
        "consents": ConsentsForm(initial=consents),
        "standings": [
            {"name": name_of(row.benefit), "state": row.get_state_display(), "why": row.why}
            for row in standings
        ],
        "counted_on": found.counted_on,
        "visits": [
            {"note": note, "name": name_of(note.recipient.campaign.benefit)}
            for note in (notes_about(found.pk) if found.contacted_since else ())
        ],
    }


def _facts(interview: Interview) -> list[dict[str, Any]]:
    commune, situation, on = commune_name(interview), interview.situation, clock.today()
    rows = []
    for path in situation.paths():
        fact = situation.fact(path)
        if fact is None or fact.value in (None, False):
            continue
        asked = question_for(situation, path, on)
        rows.append(
            {
                "name": words.whose(path),
                "value": words.value_in_words(situation, path, commune),
                "origin": _ORIGINS[fact.origin](),
                "on": fact.on,
                "slug": asked.slug if asked else "",
            }
        )
    return rows


@resident_page
@require_POST
def keep(request: ResidentRequest) -> HttpResponse:
    """Keep the answers of this browser: pressing is the consent, and the journal says so."""
    interview = conversation.current(request)
    if interview is None or not interview.asked:
        messages.info(request, _("There is nothing to keep yet: answer a few questions first."))
        return redirect("eligibility:home")
    actions.keep_situation(person=request.person, interview=interview, actor=request.user.actor)
    messages.success(request, _("Your situation is kept. You may erase it at any time."))
    return redirect("eligibility:kept")


@resident_page
@require_POST
def open_kept(request: ResidentRequest) -> HttpResponse:
    """Take what is kept up again: to the results, from where each answer may be changed."""
    found = mine(request)
    actions.note_seen(kept=found)
    conversation.keep(request, Interview.from_json(found.interview))
    return redirect("eligibility:results")


@resident_page
@require_POST
def telling(request: ResidentRequest) -> HttpResponse:
    """Agree to be told, or stop it."""
    found = mine(request)
    if "arreter" in request.POST:
        actions.stop_telling(kept=found, actor=request.user.actor)
        messages.success(request, _("You will not be told any more."))
        return redirect("eligibility:kept")
    form = TellingForm(request.POST)
    if not form.is_valid():
        return render(request, "eligibility/resident/kept.html", page_of(found, form), status=422)
    actions.agree_to_be_told(
        kept=found, certainty=form.cleaned_data["certainty"], actor=request.user.actor
    )
    messages.success(request, _("You will be told when a right opens for you."))
    return redirect("eligibility:kept")


@resident_page
@require_POST
def erase_kept(request: ResidentRequest) -> HttpResponse:
    found = queries.kept_by(request.person)
    if found is not None:
        actions.erase_situation(kept=found, actor=request.user.actor)
    conversation.forget(request)
    messages.success(request, _("Your situation is erased."))
    return redirect("eligibility:home")


def mine(request: ResidentRequest) -> KeptSituation:
    found = queries.kept_by(request.person)
    if found is None:
        raise Http404
    return found
