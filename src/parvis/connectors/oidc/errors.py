"""What can go wrong on the way back, in words for people. Details go to the log, never secrets."""

import logging
import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

log = logging.getLogger("parvis.sign_in")

_CIVIL_STATUS = re.compile(r"Y?0100\d\d")


class SignInFailed(Exception):
    """Base of every failure. `title` and `advice` are shown, `status` is the HTTP status."""

    status = 400
    title: str | Promise = _("Sign-in did not succeed")
    advice: str | Promise = _("Nothing is lost. You can try again, or sign in another way.")

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class Refused(SignInFailed):
    status = 403
    title = _("You did not finish signing in")
    advice = _("You chose not to continue. Nothing is lost: try again, or sign in another way.")


class CivilStatusNotFound(SignInFailed):
    status = 403
    title = _("Your identity could not be confirmed")
    advice = _(
        "{provider} did not find your civil status as your identity provider wrote it. "
        "Its help pages say how to have it corrected. Meanwhile you can sign in with an e-mail "
        "address, or be served at a desk."
    )


class Unavailable(SignInFailed):
    status = 503
    title = _("{provider} does not answer")
    advice = _(
        "This is not your doing, and nothing is lost. Try again in a few minutes, or sign in "
        "another way."
    )


class NotBelieved(SignInFailed):
    """The answer failed a security check: signature, audience, nonce, dates, level…"""

    status = 400
    title = _("The answer of {provider} could not be verified")
    advice = _(
        "To protect you, we did not use it. Nothing is lost: try again. If it happens again, "
        "tell us, with the time: the technical detail has been noted."
    )


class LevelTooLow(NotBelieved):
    status = 403
    title = _("A stronger sign-in is needed")
    advice = _(
        "The account you chose at {provider} is not of the level asked here. "
        "Choose another one there, or sign in another way."
    )


class NotOurs(SignInFailed):
    """No sign-in of this browser is waiting for this answer: too old, used, or forged."""

    status = 400
    title = _("This sign-in has expired")
    advice = _("It was too long ago, or already used. Start again: it takes a moment.")


class AgentUnknown(SignInFailed):
    status = 403
    title = _("Your institution has not yet opened your access")
    advice = _(
        "{provider} recognised you, but nobody has registered you here for your institution. "
        "Ask the person who manages accounts there to open your access with the e-mail address "
        "you use with {provider}, then sign in again."
    )


class SomebodyElse(SignInFailed):
    status = 403
    title = _("This identity cannot be tied to your account")
    advice = _(
        "It is not the one written in your account. If the name there has a mistake, correct it "
        "first. If you think this is an error, an agent can help you at a desk."
    )


def from_provider(error: str, description: str) -> SignInFailed:
    """What the provider's `error` means (RFC 6749 section 4.1.2.1, FranceConnect's codes)."""
    detail = f"{error[:60]!r} {description[:200]!r}"
    if _CIVIL_STATUS.search(description):
        return CivilStatusNotFound(detail)
    if error in {"access_denied", "login_required", "interaction_required", "consent_required"}:
        return Refused(detail)
    if error in {"temporarily_unavailable", "server_error"}:
        return Unavailable(detail)
    return NotBelieved(detail)
