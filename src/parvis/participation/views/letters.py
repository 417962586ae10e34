"""The weekly letter: what it will tell, what one follows, and stopping it in one press."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.core import clock
from parvis.core.audience import public_page
from parvis.core.typed import whole
from parvis.participation.actions import letters as actions
from parvis.participation.forms.letters import FollowForm
from parvis.participation.models import Following, LetterChoice
from parvis.participation.queries import letters
from parvis.participation.rules.letters import WEEK, monday_of, told_in
from parvis.participation.views.public import METHODS
from parvis.territory import queries as territory


@resident_page
@never_cache
@require_http_methods(METHODS)
def letter(request: ResidentRequest) -> HttpResponse:
    """The letter as it would leave next Monday. POST: follow, follow no more, stop, have again, and
    the same of what is said of one’s ideas."""
    person = request.person
    form = FollowForm(
        request.POST if request.POST.get("what") == "follow" else None,
        code=person.commune_code,
    )
    if request.method == "POST" and (form.is_valid() or not form.is_bound):
        _done(request, form)
        return redirect("participation:letter")
    rows = Following.objects.filter(person=person).select_related(
        "commune", "person__letter_choice"
    )
    followed = list(rows.order_by("pk"))
    known = followed[0].person if followed else person
    choice: LetterChoice = getattr(known, "letter_choice", None) or LetterChoice()
    first, _last = told_in(monday_of(clock.today()) + WEEK)
    week = letters.week_between(first, clock.now(), person.pk, with_fresh=bool(followed))
    context = {
        "form": form,
        "followed": followed,
        "headings": letters.letter_of(week, person.pk, followed, hears_said=choice.hears_said),
        "choice": choice,
        "monday": monday_of(clock.today()) + WEEK,
    }
    return render(request, "participation/public/letter.html", context)


def _done(request: ResidentRequest, form: FollowForm) -> None:
    what = request.POST.get("what")
    if what == "follow":
        code = form.cleaned_data["commune"]
        actions.follow(
            person=request.person,
            commune=territory.commune(code) if code else None,
            topic=form.cleaned_data["topic"],
        )
        messages.success(request, _("You follow it: news comes in one letter a week."))
    elif what == "unfollow":
        actions.unfollow(person=request.person, key=whole(request.POST.get("key")) or 0)
        messages.success(request, _("You follow it no more."))
    elif what in {"stop", "again"}:
        actions.want_letters(person=request.person, wanted=what == "again")
        messages.success(request, _("Saved."))
    elif what in {"said", "unsaid"}:
        actions.hear_said(person=request.person, wanted=what == "said")
        messages.success(request, _("Saved."))
    else:
        raise Http404


# RFC 8058: a mail reader sends this POST by itself, with neither session nor token of ours.
@csrf_exempt
@public_page
@never_cache
@require_http_methods(METHODS)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the letter without signing in; a mere visit changes nothing."""
    person, only_said = actions.person_of(token)
    if person is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done and only_said:
        actions.hear_said(person=person, wanted=False)
    elif is_done:
        actions.want_letters(person=person, wanted=False)
    context = {"is_done": is_done, "only_said": only_said}
    return render(request, "participation/public/letter_stop.html", context)
