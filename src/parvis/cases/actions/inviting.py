"""Whoever must sign beside the applicant receives a link."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases.actions import guests
from parvis.cases.engine import hands
from parvis.cases.engine.effects import applicant_language
from parvis.cases.engine.live import Live
from parvis.cases.models import Guest


def invite_all(live: Live) -> None:
    """Whoever must sign and was not told yet, or is reached elsewhere now, receives a link; part of
    the transaction that asked, once its rows are written."""
    for item in hands.unsigned(live.script, live.items):
        reached = item.asked["signatory"]
        guest = Guest.objects.select_for_update().filter(item=item).first()
        if guest is None and any(reached.values()):
            guest = Guest(
                item=item,
                language=applicant_language(live)[:2],
                expires_at=guests.end_of(live, item),
            )
        elif guest is None or (guest.email, guest.phone) == (reached["email"], reached["phone"]):
            continue
        guest.name = item.asked["expert"]
        reach(guest, reached)
        send(live, guest)


def reach(guest: Guest, reached: Mapping[str, str]) -> None:
    """At another address, what was sent before opens nothing any more."""
    guest.email, guest.phone = reached["email"], reached["phone"]
    guest.links, guest.browsers = [], []


def send(live: Live, guest: Guest) -> None:
    with override(guest.language):
        words = live.script.package.words(guest.language)
        values = {
            "name": live.case.applicant_name,
            "service": words.service.name,
            "reference": live.case.reference,
        }
        guests.send_link(
            guest,
            _("Your signature is asked: %(service)s (%(reference)s)") % values,
            _(
                "%(name)s made a request that needs your signature: %(service)s.\n\nRead what you "
                "would sign, then sign it, or say why you do not. Nothing is examined until then."
            )
            % values,
            label=_("Read and sign"),
            text_message=_("%(name)s asks for your signature (%(service)s). Read and sign:")
            % values,
        )
