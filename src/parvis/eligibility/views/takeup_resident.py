"""What somebody agrees to beside keeping their situation, and what they say they receive."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.core import clock
from parvis.core.audience import public_page
from parvis.eligibility.assessing import assess
from parvis.eligibility.forms.takeup import ConsentsForm, ReceivedForm
from parvis.eligibility.interview import Interview
from parvis.eligibility.results import CLOSED, lines_of
from parvis.eligibility.takeup import queries, rules
from parvis.eligibility.takeup.actions import consents as actions
from parvis.eligibility.takeup.names import name_of
from parvis.eligibility.views.resident import mine, page_of


@resident_page
@require_POST
def consents(request: ResidentRequest) -> HttpResponse:
    """Agree to be counted, to be contacted, or take either back."""
    kept = mine(request)
    form = ConsentsForm(request.POST)
    if not form.is_valid():
        context = page_of(kept) | {"consents": form}
        return render(request, "eligibility/resident/kept.html", context, status=422)
    actions.set_consents(kept=kept, actor=request.user.actor, **form.cleaned_data)
    messages.success(request, _("Noted. You may change it at any time."))
    return redirect("eligibility:kept")


@resident_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def received(request: ResidentRequest) -> HttpResponse:
    """Of the benefits they seem or may be entitled to: which they receive."""
    kept = mine(request)
    said = dict(kept.received.values_list("benefit", "answer"))
    interview, on = Interview.from_json(kept.interview), clock.today()
    assessed = assess(interview, on)
    lines = lines_of(assessed, interview, on)
    asked = [one.benefit for one in lines if rules.is_counted(one) and one.sure != CLOSED]
    benefits = list(dict.fromkeys([*asked, *sorted(said)]))
    form = ReceivedForm(request.POST or None, benefits=benefits, said=said)
    if request.method == "POST" and form.is_valid():
        actions.say_received(kept=kept, answers=form.answers, actor=request.user.actor)
        messages.success(request, _("Thank you, it is noted."))
        return redirect("eligibility:kept")
    context = {"form": form, "has_law": assessed.has_law}
    return render(request, "eligibility/resident/received.html", context)


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, code: str) -> HttpResponse:
    """Where the link of a campaign's message leads: how to ask, and stop the messages in one press,
    without an account. Nobody is named."""
    benefit = queries.benefit_of(code)
    if benefit is None:
        raise Http404
    if request.method == "POST":
        actions.stop_contact(code=code)
    context = {
        "benefit": benefit,
        "name": name_of(benefit),
        "done": request.method == "POST",
    }
    return render(request, "eligibility/public/campaign_message.html", context)
