"""What both are told, and what the journal keeps: always with both names."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.models import Person
from parvis.accounts.rules import root_of
from parvis.core.actor import Actor
from parvis.core.ui.words import plaindate
from parvis.journal import actions as journal
from parvis.notifications import actions as notifications
from parvis.notifications.models import Notification
from parvis.trust import links
from parvis.trust.models import Mandate

TO = " – "


def write_down(
    mandate: Mandate, verb: str, actor: Actor, *, reason: str = "", **detail: Any
) -> None:
    """One entry under the helped person's key, naming both."""
    journal.record(
        actor=actor,
        verb=f"trust.{verb}",
        about=mandate,
        person=str(mandate.helped_id),
        reason=reason,
        detail={
            "number": mandate.number,
            "helper": mandate.helper_name,
            "helped": mandate.helped_name,
            **detail,
        },
    )


def tell_helped(mandate: Mandate, event: str) -> None:
    """Tell the helped person; while the proposal waits, the link leads to their answer."""
    waits = mandate.state == Mandate.State.PROPOSED and mandate.accepted_at is None
    _tell(mandate, mandate.helped, f"{event}:helped", links.answer(mandate) if waits else "")


def tell_helper(mandate: Mandate, event: str) -> None:
    """Tell the helper: a person in their space, or the unit by mail."""
    if mandate.helper is not None:
        waits = mandate.state == Mandate.State.PROPOSED and mandate.agreed_at is None
        _tell(
            mandate, mandate.helper, f"{event}:helper", links.invitation(mandate) if waits else ""
        )
        return
    unit = mandate.helper_unit
    assert unit is not None  # mandate_one_helper
    subject, text = _words(mandate, f"{event}:helper")
    notifications.tell_unit(
        unit_key=str(unit.pk),
        emails=[unit.email or unit.institution.email],
        key=_key(mandate, event),
        subject=subject,
        text=text,
        link=links.for_agents(mandate),
        about=_about(mandate),
    )


def tell_code(mandate: Mandate, code: str, channel: str, key: str) -> None:
    """The code alone, by one channel, never in the space nor on paper."""
    person = root_of(mandate.helped)
    with override(person.language):
        values = _values(mandate) | {"code": code}
        notifications.tell(
            person=person,
            key=key,
            subject=_("Your code: %(code)s") % values,
            text=_(
                "Your code is **%(code)s**. It works for fifteen minutes.\n\n"
                "By typing it you accept that %(helper)s acts for you (mandate %(number)s). "
                "Nobody will ever ask you for it by telephone or by mail."
            )
            % values,
            sms=_(
                "Parvis: %(code)s is your code to let %(helper)s act for you. "
                "Give it to nobody else."
            )
            % values,
            channels=[Notification.Channel(channel)],
            about=_about(mandate),
            language=person.language,
        )


def tell_for(
    mandate: Mandate,
    *,
    key: str,
    subject: str,
    text: str,
    path: str,
    about: tuple[str, str],
) -> None:
    """Tell the helper what was told to the person they help; the link leads there through the page
    on which they begin to act."""
    link = links.act(mandate, path)
    with override(mandate.helper.language if mandate.helper else settings.LANGUAGE_CODE):
        words = _("For %(helped)s, whom you help (mandate %(number)s):") % _values(mandate)
    subject, text = f"{mandate.helped_name}{TO}{subject}", f"{words}\n\n{text}"
    if mandate.helper is not None:
        notifications.tell(
            person=mandate.helper, key=key, subject=subject, text=text, link=link, about=about
        )
        return
    unit = mandate.helper_unit
    assert unit is not None  # mandate_one_helper
    notifications.tell_unit(
        unit_key=str(unit.pk),
        emails=[unit.email or unit.institution.email],
        key=key,
        subject=subject,
        text=text,
        link=link,
        about=about,
    )


def _tell(mandate: Mandate, person: Person, event: str, link: str) -> None:
    person = root_of(person)
    with override(person.language):
        subject, text = _words(mandate, event)
        notifications.tell(
            person=person,
            key=_key(mandate, event),
            subject=subject,
            text=text,
            sms="Parvis" + _(": ") + subject,
            link=link or links.detail(mandate),
            about=_about(mandate),
            language=person.language,
        )


def _key(mandate: Mandate, event: str) -> str:
    return f"trust:{mandate.number}:{event}"


def _about(mandate: Mandate) -> tuple[str, str]:
    return "trust.mandate", str(mandate.pk)


def _values(mandate: Mandate) -> dict[str, str]:
    return {
        "helper": mandate.helper_name,
        "helped": mandate.helped_name,
        "number": mandate.number,
        "end": plaindate(mandate.ends_on),
        "lapse": plaindate(mandate.lapses_on),
        "by": mandate.ended_label,
    }


def _words(mandate: Mandate, event: str) -> tuple[str, str]:
    """(subject, text) in the active language."""
    subject, text = _TELLINGS[event]()
    values = _values(mandate)
    return subject % values, text % values


def _asked() -> tuple[str, str]:
    return (
        _("%(helper)s asks to act for you"),
        _(
            "%(helper)s asks to carry out procedures in your name (mandate %(number)s).\n\n"
            "Nothing is done without you: read what it would allow, then accept with a code or "
            "refuse, before %(lapse)s. You can stop it at any time."
        ),
    )


def _invited() -> tuple[str, str]:
    return (
        _("%(helped)s asks you to act for them"),
        _(
            "%(helped)s wishes to entrust you with procedures (mandate %(number)s).\n\n"
            "Read what it allows, then say yes or no before %(lapse)s."
        ),
    )


def _opened_for_helped() -> tuple[str, str]:
    return (
        _("%(helper)s may now act for you"),
        _(
            "The mandate %(number)s is in force until %(end)s: %(helper)s may act for you, for the "
            "services it names and nothing else.\n\nYou see all that is done, and you can stop it "
            "at any time: in your space, at a desk or by telephone."
        ),
    )


def _opened_for_helper() -> tuple[str, str]:
    return (
        _("You may now act for %(helped)s"),
        _(
            "The mandate %(number)s is in force until %(end)s. In your space, press “Act for "
            "%(helped)s”. What you do is written under both names. Never use their password."
        ),
    )


def _refused() -> tuple[str, str]:
    return (
        _("The mandate %(number)s was refused"),
        _("The mandate between %(helped)s and %(helper)s was not accepted. Nothing was opened."),
    )


def _stopped() -> tuple[str, str]:
    return (
        _("The mandate %(number)s is stopped"),
        _(
            "The mandate by which %(helper)s acted for %(helped)s was stopped by %(by)s. It opens "
            "nothing any more. Requests already sent go on."
        ),
    )


def _expired() -> tuple[str, str]:
    return (
        _("The mandate %(number)s has ended"),
        _("The mandate by which %(helper)s acted for %(helped)s ended. It opens nothing any more."),
    )


def _ending() -> tuple[str, str]:
    return (
        _("The mandate %(number)s ends on %(end)s"),
        _(
            "%(helper)s may act for %(helped)s until %(end)s. To go on, ask for a renewal: it is "
            "accepted again, in the same ways. Without it, the mandate ends by itself."
        ),
    )


_TELLINGS = {
    "proposed:helped": _asked,
    "proposed:helper": _invited,
    "opened:helped": _opened_for_helped,
    "opened:helper": _opened_for_helper,
    "refused:helped": _refused,
    "refused:helper": _refused,
    "revoked:helped": _stopped,
    "revoked:helper": _stopped,
    "expired:helped": _expired,
    "expired:helper": _expired,
    "ending:helped": _ending,
    "ending:helper": _ending,
}
