"""Ideas as everybody reads them: the list, one idea and what is said of it."""

from collections.abc import Callable, Mapping
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.models import Account
from parvis.core.audience import public_page
from parvis.core.kept import Kept
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.core.visitor import ensure_visitor, visitor_token
from parvis.participation import actions, queries
from parvis.participation.actions.gathering import NotAsked, answer_gathering
from parvis.participation.actions.moderation import may_appeal
from parvis.participation.actions.taking_part import joined_to
from parvis.participation.forms.ideas import ArgumentForm, WhyForm
from parvis.participation.models import (
    Act,
    Argument,
    Authorship,
    Consultation,
    Idea,
    Participant,
    Way,
)
from parvis.participation.queries import chain, likeness
from parvis.participation.queries import ideas as found_in
from parvis.participation.queries.portraits import asks_facts
from parvis.participation.queries.sorting import asked_of
from parvis.participation.rules import Why, may
from parvis.participation.rules.ideas import phase_for
from parvis.participation.views.public import METHODS, person_at

_forms: Kept[str] = Kept(seconds=600)


def acting(request: HttpRequest, consultation: Consultation, act: Act) -> Participant:
    """The participant who does this act, joining at the first one. An agent takes part nowhere.

    Raises NotAllowed. `remembered` must then pass on the answer.
    """
    phase = phase_for(consultation, act)
    if phase is None:
        raise actions.NotAllowed(Why.NOT_HERE)
    phase.consultation = consultation
    account = request.user
    if isinstance(account, Account) and account.is_agent:
        raise actions.NotAllowed(Why.SIGN_IN)
    person = person_at(request)
    token = "" if person else visitor_token(request, create=True) or ""
    return joined_to(phase=phase, act=act, person=person, token=token)


def remembered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a visitor's browser the token under which it takes part."""
    if not request.user.is_authenticated:
        ensure_visitor(request, response)
    return response


@public_page
@never_cache
@require_safe
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """Published ideas, by topic, commune and stage."""
    found = queries.heading_of(slug)
    asked = {key: request.GET.get(key, "") for key in ("theme", "commune", "suite", "tri")}
    wanted = found_in.Wanted(
        asked["theme"] if asked["theme"] in found.themes else "",
        whole(asked["commune"]),
        asked["suite"] if asked["suite"] in Idea.Stage.values else "",
        asked["tri"] or "recentes",
    )
    page = found_in.listed(found, wanted, request.GET.get("apres", ""))
    kept = {key: value for key, value in asked.items() if value}
    phase = phase_for(found, Act.PROPOSE)
    context = {
        "consultation": found,
        "ideas": page.ideas,
        "next": f"?{urlencode(kept | {'apres': page.after})}" if page.after else "",
        "filters": _filters(found, kept),
        "is_narrowed": bool(kept),
        "is_asked": phase is not None and phase.is_open,
    }
    return render(request, "participation/public/ideas.html", context)


def _filters(found: Consultation, chosen: Mapping[str, str]) -> SafeString:
    """The form that narrows the list: the same for everybody, but for what is chosen in it."""
    key = (found.slug, *found.themes, bool(chosen), get_language())
    drawn = _forms.get(key, lambda: _form(found, is_narrowed=bool(chosen)))
    for name, value in chosen.items():
        option = f'<option value="{escape(value)}"'
        asked = drawn.find(f'name="{name}"')
        begins = drawn.find(option, asked, drawn.find("</select>", asked))
        if begins >= 0:
            after = begins + len(option)
            drawn = f"{drawn[:after]} selected{drawn[after:]}"
    return mark_safe(drawn)  # noqa: S308  drawn by a template


def _form(found: Consultation, *, is_narrowed: bool) -> str:
    context = {
        "consultation": found,
        "communes": likeness.communes_of(found),
        "stages": Idea.Stage.choices,
        "sorts": [
            ("recentes", _("newest first")),
            ("soutenues", _("most supported first")),
            ("discutees", _("most discussed first")),
        ],
        "is_narrowed": is_narrowed,
    }
    return str(render_to_string("participation/partials/idea_filters.html", context))


@public_page
@never_cache
@require_http_methods(METHODS)
def idea(request: HttpRequest, slug: str, idea: int) -> HttpResponse:
    """One idea, for and against, what the authority answers. POST: support, argue, join…"""
    found = queries.consultation_at(slug)
    participant = queries.participant_at(request, found)
    one = found_in.visible(found, idea, participant)
    one.consultation = found
    form = ArgumentForm(request.POST if request.POST.get("what") == "argue" else None)
    if request.method == "POST" and (form.is_valid() or not form.is_bound):
        return _done(request, found, one, form)
    return render(
        request, "participation/public/idea.html", _context(request, found, one, participant, form)
    )


def _context(
    request: HttpRequest,
    found: Consultation,
    one: Idea,
    participant: Participant | None,
    form: ArgumentForm,
) -> dict[str, object]:
    who = participant or person_at(request)
    writers = found_in.writers_of(one) if participant else []
    agreed = Authorship.State.AGREED
    around = found_in.around(one)
    is_author = any(each.state == agreed and each.participant == participant for each in writers)
    return {
        "consultation": found,
        "asks_facts": asks_facts(found),
        "idea": one,
        "participant": participant,
        "is_author": is_author,
        "asking": [each for each in writers if is_author and each.state != agreed],
        "arguments": found_in.arguments_of(one, participant),
        "supported": found_in.has_supported(participant, one),
        "support": _verdict(found, Act.SUPPORT, who),
        "argue": _verdict(found, Act.ARGUE, who),
        "form": form,
        "why_form": WhyForm() if is_author and may_appeal(one) else None,
        "around": around,
        "chains": chain.of_idea(one),
        "asked": asked_of(participant, one) if participant and around.waiting else [],
    }


def _verdict(found: Consultation, act: Act, who: object) -> object:
    phase = phase_for(found, act)
    if phase is None:
        return None
    phase.consultation = found
    return may(cast(Participant | None, who), phase, act)


def _done(request: HttpRequest, found: Consultation, one: Idea, form: ArgumentForm) -> HttpResponse:
    here = redirect("participation:idea", slug=found.slug, idea=one.pk)
    act = _ACTS.get(request.POST.get("what", ""))
    if act is None:
        raise Http404
    try:
        said = act(request, one, form)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return remembered(request, here)


def _support(request: HttpRequest, one: Idea, form: ArgumentForm) -> str:
    by = acting(request, one.consultation, Act.SUPPORT)
    actions.support(idea=one, by=by)
    if by.is_verified:
        return _("You support this idea.")
    return _("You support this idea, as a visitor: it is counted apart.")


def _stop(request: HttpRequest, one: Idea, form: ArgumentForm) -> str:
    actions.stop_supporting(idea=one, by=acting(request, one.consultation, Act.SUPPORT))
    return _("You support it no more.")


def _argue(request: HttpRequest, one: Idea, form: ArgumentForm) -> str:
    by = acting(request, one.consultation, Act.ARGUE)
    made = actions.argue(idea=one, by=by, **form.cleaned_data)
    if made.held_for:
        return _("Thank you. Somebody reads it first: %(why)s.") % {"why": made.held_for}
    return _("Thank you: your argument is published.")


def _ask(request: HttpRequest, one: Idea, form: ArgumentForm) -> str:
    by = acting(request, one.consultation, Act.SUPPORT)
    actions.ask_to_join(idea=one, by=by)
    if by.way == Way.NONE:
        return _("Its authors are asked. Come back here to read their answer.")
    return _("Its authors are asked. You will be told.")


def _known(request: HttpRequest, one: Idea) -> Participant:
    found = queries.participant_at(request, one.consultation)
    if found is None:
        raise actions.NotYours
    return found


def _accept(request: HttpRequest, one: Idea, form: ArgumentForm) -> str:
    asking, _sep, answer = request.POST.get("asking", "").partition(":")
    actions.answer_asking(
        idea=one,
        by=_known(request, one),
        asking=whole(asking) or 0,
        accepts=answer == "yes",
    )
    return _("Answered.")


def _consent(request: HttpRequest, one: Idea, form: ArgumentForm) -> str:
    by = _known(request, one)
    key, _sep, said = request.POST.get("gathering", "").partition(":")
    found = next((each for each in asked_of(by, one) if str(each.pk) == key), None)
    if found is None:
        raise NotAsked
    answer_gathering(gathering=found, by=by, agrees=said == "yes")
    return _("Answered.")


def _leave(request: HttpRequest, one: Idea, form: ArgumentForm) -> str:
    actions.stop_writing(idea=one, by=_known(request, one))
    return _("You are no author of it any more.")


def _withdraw(request: HttpRequest, one: Idea, form: ArgumentForm) -> str:
    actions.withdraw_idea(idea=one, by=_known(request, one))
    return _("Your idea is withdrawn.")


def _appeal(request: HttpRequest, one: Idea, form: ArgumentForm) -> str:
    by, why = _known(request, one), request.POST.get("why", "").strip()[:1500]
    actions.appeal(written=_hidden(request, one, by), by=by, why=why)
    return _("Somebody else will read it again. You will be told.")


def _hidden(request: HttpRequest, one: Idea, by: Participant) -> Idea | Argument:
    """The idea, or what was said of it."""
    key = request.POST.get("argument")
    if key is None:
        return one
    found = next((each for each in found_in.arguments_of(one, by) if str(each.pk) == key), None)
    if found is None:
        raise Http404
    return found


_ACTS: dict[str, Callable[[HttpRequest, Idea, ArgumentForm], str]] = {
    "support": _support,
    "stop": _stop,
    "argue": _argue,
    "ask": _ask,
    "answer": _accept,
    "consent": _consent,
    "leave": _leave,
    "withdraw": _withdraw,
    "appeal": _appeal,
}


@public_page
@require_safe
def wordings(request: HttpRequest, slug: str, idea: int) -> HttpResponse:
    """Each wording an idea had."""
    found = queries.consultation_at(slug)
    one = found_in.visible(found, idea, queries.participant_at(request, found))
    context = {"consultation": found, "idea": one, "wordings": found_in.wordings_of(one)}
    return render(request, "participation/public/wordings.html", context)


@public_page
@require_safe
def photo(request: HttpRequest, slug: str, idea: int) -> HttpResponse:
    """Shown in its page; nothing while it waits for a scanner."""
    found = queries.consultation_at(slug)
    one = found_in.visible(found, idea, queries.participant_at(request, found))
    if not one.photo or one.photo_waits or not default_storage.exists(one.photo):
        raise Http404
    response = FileResponse(default_storage.open(one.photo), content_type=one.photo_mime)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=600"
    return cast(HttpResponse, response)
