"""Addresses of accounts. django-allauth's views keep their names and get French addresses; each
carries its audience here, and those not listed are not served."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import include, path, re_path

from parvis.accounts.views import public, resident, signed_in
from parvis.core.audience import mark


def _library(view: Callable[..., Any], audience: str) -> Callable[..., Any]:
    """A view of the library with our mark, its context without the names our frames use."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data:
            response.context_data.pop("site", None)
        return response

    return mark(page, audience)


def _public(view: Callable[..., Any]) -> Callable[..., Any]:
    return _library(view, "public")


def _own(view: Callable[..., Any]) -> Callable[..., Any]:
    return _library(view, "signed_in")


library = [
    path("connexion/", _public(public.sign_in), name="account_login"),
    path("connexion/cle/", _public(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("connexion/verifier/", _public(mfa.authenticate), name="mfa_authenticate"),
    path("deconnexion/", _public(public.sign_out), name="account_logout"),
    path("inscription/", _public(account.signup), name="account_signup"),
    path(
        "adresse/code/",
        _public(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path("adresse/", _own(account.email), name="account_email"),
    path("ferme/", _public(account.account_inactive), name="account_inactive"),
    path("confirmer/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("mot-de-passe/", _own(account.password_change), name="account_change_password"),
    path("mot-de-passe/choisir/", _own(account.password_set), name="account_set_password"),
    path(
        "mot-de-passe/oublie/",
        _public(account.password_reset),
        name="account_reset_password",
    ),
    path(
        "mot-de-passe/oublie/envoye/",
        _public(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "mot-de-passe/nouveau/fait/",
        _public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("securite/", _own(mfa.index), name="mfa_index"),
    path("securite/confirmer/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("securite/application/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("securite/application/retirer/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("securite/codes/", _own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "securite/codes/nouveaux/",
        _own(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "securite/codes/telecharger/",
        _own(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("securite/cles/", _own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", _own(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "securite/cles/confirmer/",
        _own(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "securite/cles/<int:pk>/retirer/",
        _own(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "securite/cles/<int:pk>/modifier/", _own(webauthn.edit_webauthn), name="mfa_edit_webauthn"
    ),
    path("sessions/", _own(sessions.list_usersessions), name="usersessions_list"),
]

own = [
    path("compte/connexion/<slug:key>/", public.begin, name="begin"),
    path("compte/deconnexion/suite/", public.leaving, name="leaving"),
    path("compte/proteger/", signed_in.protect, name="protect"),
    path("compte/reprendre/", signed_in.resume, name="resume"),
    path("compte/fermer/", signed_in.close, name="close"),
    path("mon-compte/", resident.home, name="home"),
    path("mon-compte/identite/", resident.identity, name="identity"),
    path("mon-compte/coordonnees/", resident.contact, name="contact"),
    path("mon-compte/code/", resident.claim, name="claim"),
]

urlpatterns = [
    path("compte/", include(library)),
    path("", include((own, "accounts"))),
]
