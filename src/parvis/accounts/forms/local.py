"""django-allauth's forms in our words: labels that say what to type, no placeholder standing in
for a label, a new password typed once (it can be shown, and set again by mail)."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account

Words = tuple["str | Promise", "str | Promise"]

_ADDRESS: Words = (_("E-mail address"), _("For example: prenom.nom@exemple.fr"))
_PASSWORD: Words = (_("Password"), "")
_NEW_PASSWORD: Words = (
    _("New password"),
    _("At least 12 characters. A short sentence is easy to remember and hard to guess."),
)
_CODE: Words = (_("Code"), "")


class _Plain(forms.Form):
    """`words`: label and help of each field; a field set to None is taken away."""

    use_required_attribute = False
    words: ClassVar[dict[str, Words | None]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, words in self.words.items():
            if words is None:
                self.fields.pop(name, None)
            elif name in self.fields:
                self.fields[name].label = str(words[0])
                self.fields[name].help_text = str(words[1])
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.pop("autofocus", None)
            field.error_messages["required"] = _("Give an answer: %(field)s") % {
                "field": field.label or ""
            }


class SignIn(_Plain, account.LoginForm):  # type: ignore[misc]
    words = {
        "login": _ADDRESS,
        "password": _PASSWORD,
        "remember": (_("Stay signed in on this device"), _("Not on a shared computer.")),
    }


class SignUp(_Plain, account.SignupForm):  # type: ignore[misc]
    words = {"email": _ADDRESS, "password1": (_PASSWORD[0], _NEW_PASSWORD[1])}

    def try_save(self, request: HttpRequest) -> tuple[Account | None, HttpResponse | None]:
        """For an address that has an account too, the password is hashed: by the time it takes,
        the answer would tell who has one."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[Account | None, HttpResponse | None] = super().try_save(request)
        return saved


class NewAddress(_Plain, account.AddEmailForm):  # type: ignore[misc]
    words = {"email": (_("New e-mail address"), _ADDRESS[1])}


class OtherAddress(_Plain, account.ChangeEmailForm):  # type: ignore[misc]
    words = {"email": (_("Another e-mail address"), _ADDRESS[1])}


class ChangePassword(_Plain, account.ChangePasswordForm):  # type: ignore[misc]
    words = {
        "oldpassword": (_("Current password"), ""),
        "password1": _NEW_PASSWORD,
        "password2": None,
    }


class SetPassword(_Plain, account.SetPasswordForm):  # type: ignore[misc]
    words = {"password1": _NEW_PASSWORD, "password2": None}


class ForgottenPassword(_Plain, account.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": _ADDRESS}


class NewPassword(_Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    words = {"password1": _NEW_PASSWORD, "password2": None}


class ConfirmWithPassword(_Plain, account.ReauthenticateForm):  # type: ignore[misc]
    words = {"password": _PASSWORD}


class AddressCode(_Plain, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    words = {"code": (_CODE[0], _("The code in the mail we have just sent you."))}


class SecondFactor(_Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    words = {
        "code": (
            _CODE[0],
            _("The six digits shown by your application, or one of your recovery codes."),
        )
    }


class ConfirmWithSecondFactor(_Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    words = SecondFactor.words


class ActivateApplication(_Plain, ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": (_CODE[0], _("The six digits that the application now shows."))}


class AddKey(_Plain, AddWebAuthnForm):  # type: ignore[misc]
    words = {
        "name": (_("Name of this passkey"), _("To tell it from others: “my phone”, “blue key”…")),
        "passwordless": (
            _("Sign in with this passkey alone, without a password"),
            _("For a phone or computer that asks for your finger, face or PIN."),
        ),
    }


class RenameKey(_Plain, EditWebAuthnForm):  # type: ignore[misc]
    words = {"name": AddKey.words["name"]}
