"""A resident's own page: who they are, how they are reached, what was filed for them at a desk."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from parvis.accounts import actions, ports, queries, rules
from parvis.accounts.access import ResidentRequest, local_path, resident_page
from parvis.accounts.forms import ClaimForm, ContactForm, IdentityForm
from parvis.accounts.views.public import link_token
from parvis.core.ui.words import plaindate

_IDENTITY = ("given_names", "family_name", "usual_name")
_CONTACT = (
    "email",
    "phone",
    "address_line",
    "address_extra",
    "postal_code",
    "commune_name",
    "language",
)


@resident_page
@never_cache
@require_GET
def home(request: ResidentRequest) -> HttpResponse:
    person = request.person
    linked = set(request.user.links.values_list("issuer", flat=True))
    return render(
        request,
        "accounts/home.html",
        {
            "person": person,
            "birth_date": _written(person.birth_date),
            "language": dict(settings.LANGUAGES).get(person.language, person.language),
            "may_declare": rules.may_declare_identity(request.user.actor, person),
            "is_franceconnect": person.identity_source == person.IdentitySource.FRANCECONNECT,
            "proposed": queries.proposed_links(person).exists(),
            "providers": [] if linked else ports.providers("resident"),
            "link_token": link_token(request),
        },
    )


@resident_page
@require_http_methods(["GET", "POST"])
def identity(request: ResidentRequest) -> HttpResponse:
    person = request.person
    if not rules.may_declare_identity(request.user.actor, person):
        raise Http404  # nothing to declare: the identity is certified
    known = {name: getattr(person, name) for name in _IDENTITY}
    form = IdentityForm(
        request.POST or None, initial=known | {"birth_date": _day(person.birth_date)}
    )
    if form.is_valid():
        actions.correct_identity(person=person, actor=request.user.actor, **form.cleaned_data)
        messages.success(request, _("Your identity is saved."))
        return _back(request)
    return render(request, "accounts/identity.html", {"form": form})


@resident_page
@require_http_methods(["GET", "POST"])
def contact(request: ResidentRequest) -> HttpResponse:
    person = request.person
    form = ContactForm(
        request.POST or None, initial={name: getattr(person, name) for name in _CONTACT}
    )
    if form.is_valid():
        actions.update_contact(person=person, actor=request.user.actor, **form.cleaned_data)
        actions.choose_language(account=request.user, language=form.cleaned_data["language"])
        messages.success(request, _("Your contact details are saved."))
        return _back(request)
    return render(request, "accounts/contact.html", {"form": form})


@resident_page
@require_http_methods(["GET", "POST"])
def claim(request: ResidentRequest) -> HttpResponse:
    """Find, with the code of a receipt, what was filed at a desk."""
    form = ClaimForm(request.POST or None)
    if request.person.is_certified:
        del form.fields["birth_date"]  # known for certain
    if form.is_valid():
        born: date | None = form.cleaned_data.get("birth_date")
        try:
            actions.claim_person(
                account=request.user,
                code=form.cleaned_data["code"],
                birth_date=born.isoformat() if born else "",
            )
        except actions.TooManyAttempts:
            form.add_error(
                "code", _("Too many attempts. Wait a quarter of an hour, then try again.")
            )
        except actions.ClaimRefused:
            form.add_error(
                "code",
                _(
                    "This code opens nothing for you. Check it, and the date of birth given at "
                    "the desk. A code serves once, within 90 days: the desk can print another."
                ),
            )
        else:
            messages.success(request, _("Found: what was filed at the desk is now in your space."))
            return _back(request)
    return render(request, "accounts/claim.html", {"form": form})


def _back(request: ResidentRequest) -> HttpResponse:
    wanted = local_path(request, request.GET.get("next"))
    return HttpResponseRedirect(wanted) if wanted else redirect("accounts:home")


def _written(birth_date: str) -> str:
    """In words when the whole date is known, else what is known of it."""
    day = _day(birth_date)
    return plaindate(day) if day else birth_date


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
