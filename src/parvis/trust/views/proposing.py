"""Proposing a mandate, by either side; renewing one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, ResidentRequest, agent_page, resident_page
from parvis.core.forms import StyledForm
from parvis.directory.models import Unit
from parvis.directory.queries import memberships_at
from parvis.trust import actions, links
from parvis.trust.forms import RenewForm, TermsForm, UnitForm, WhoForm
from parvis.trust.models import Mandate
from parvis.trust.views.agent import seen_mandate
from parvis.trust.views.terms import own_mandate, terms_of

METHODS = ["GET", "HEAD", "POST"]
_BETWEEN_PEOPLE = (Mandate.Kind.FAMILY, Mandate.Kind.VOLUNTEER)


@resident_page
@never_cache
@require_http_methods(METHODS)
def offer(request: ResidentRequest) -> HttpResponse:
    """I would like to act for somebody."""
    if not request.person.family_name:
        return _name_first(request)
    who, terms = forms = _between_people(request)
    made = _proposed(
        request,
        forms,
        lambda: actions.offer(account=request.user, helped=who.who, terms=terms.terms),
    )
    if made is None:
        return render(request, "trust/offer.html", {"forms": forms})
    messages.success(
        request,
        _("%(name)s is asked by text message or e-mail. Nothing opens before they accept.")
        % {"name": made.helped_name},
    )
    return redirect("trust:detail", number=made.number)


@resident_page
@never_cache
@require_http_methods(METHODS)
def give(request: ResidentRequest) -> HttpResponse:
    """I would like somebody to act for me. Next, a code says that it is really me."""
    if not request.person.family_name:
        return _name_first(request)
    who, terms = forms = _between_people(request)
    made = _proposed(
        request,
        forms,
        lambda: actions.give(account=request.user, helper=who.who, terms=terms.terms),
    )
    if made is None:
        return render(request, "trust/give.html", {"forms": forms})
    messages.success(
        request,
        _("%(name)s is asked to accept. Now confirm with a code that it is you.")
        % {"name": made.helper_name},
    )
    return redirect(links.answer(made))


def _between_people(request: HttpRequest) -> tuple[WhoForm, TermsForm]:
    data = request.POST or None
    return WhoForm(data), TermsForm(data, kinds=_BETWEEN_PEOPLE)


@agent_page
@never_cache
@require_http_methods(METHODS)
def offer_as_unit(request: AgentRequest) -> HttpResponse:
    """My unit would act for somebody: social workers, a France Services, an association."""
    unit, who, terms = forms = (
        UnitForm(request.POST or None, units=units_of(request)),
        WhoForm(request.POST or None),
        TermsForm(request.POST or None, kinds=[Mandate.Kind.PROFESSIONAL]),
    )
    made = _proposed(
        request,
        forms,
        lambda: actions.offer_as_unit(
            account=request.user,
            unit=unit.cleaned_data["unit"],
            helped=who.who,
            terms=terms.terms,
        ),
    )
    if made is None:
        return render(request, "trust/agent/offer.html", {"forms": forms})
    messages.success(request, _("%(name)s is asked.") % {"name": made.helped_name})
    return redirect("trust:agent-detail", number=made.number)


def units_of(request: HttpRequest) -> list[Unit]:
    """Units in which the agent works today, by name. Raises Http404 when there is none."""
    units = {one.unit_id: one.unit for one in memberships_at(request)}
    if not units:
        raise Http404
    return sorted(units.values(), key=lambda unit: (unit.name, unit.pk))


def _proposed(
    request: HttpRequest, forms: tuple[StyledForm, ...], propose: Callable[[], Mandate]
) -> Mandate | None:
    """The proposal; None where the forms, whose last are the person and the terms, are not filled
    in, or with the words of the refusal on them."""
    valid = [form.is_valid() for form in forms]  # each says what is wrong
    if not all(valid):
        return None
    who, terms = forms[-2], forms[-1]
    assert isinstance(terms, TermsForm)
    try:
        return propose()
    except actions.InvalidTerms as wrong:
        mine = {name: words for name, words in wrong.errors.items() if name not in who.fields}
        terms.refuse(mine)
        for name in wrong.errors.keys() - mine.keys():
            who.add_error(name, wrong.errors[name])
    except actions.TooManyProposals:
        messages.error(
            request, _("Too many proposals already: wait for answers, or until tomorrow.")
        )
    return None


def _name_first(request: ResidentRequest) -> HttpResponse:
    messages.info(request, _("Say your name first: a mandate names both people."))
    return redirect(f"{reverse('accounts:identity')}?next={request.path}")


@resident_page
@never_cache
@require_http_methods(METHODS)
def renew(request: ResidentRequest, number: str) -> HttpResponse:
    """The same terms, until another date, accepted again."""
    mandate, _side = own_mandate(request, number)
    return _renew(request, mandate, "trust:detail", "trust/renew.html")


@agent_page
@never_cache
@require_http_methods(METHODS)
def renew_as_unit(request: AgentRequest, number: str) -> HttpResponse:
    """The same, for a mandate of one of my units."""
    mandate = seen_mandate(request, number)
    if mandate.helper_unit_id not in {one.unit_id for one in memberships_at(request)}:
        raise Http404
    return _renew(request, mandate, "trust:agent-detail", "trust/agent/renew.html")


def _renew(
    request: ResidentRequest | AgentRequest, mandate: Mandate, back: str, template: str
) -> HttpResponse:
    form = RenewForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.renew(
                account=request.user, mandate=mandate, ends_on=form.cleaned_data["ends_on"]
            )
        except actions.InvalidTerms as wrong:
            form.add_error("ends_on", " ".join(wrong.errors.values()))
        except actions.NotAllowed:
            messages.info(request, _("This mandate is being renewed already, or cannot be."))
            return redirect(back, number=mandate.number)
        else:
            messages.success(request, _("The renewal is proposed: it is accepted like the first."))
            return redirect(back, number=made.number)
    return render(request, template, terms_of(mandate) | {"form": form})
