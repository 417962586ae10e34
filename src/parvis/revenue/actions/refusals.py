"""Why something is refused, in words for the person in front of the screen."""

from django.utils.translation import gettext_lazy as _

from parvis.core import refusals


class Refused(refusals.Refused):
    """Base of every refusal here."""

    message = _("This is not possible.")


class AlreadySettled(Refused):
    message = _("This is paid already, or no longer due. Nothing was taken.")


class PaymentRunning(Refused):
    message = _("A payment on line is under way. Wait a few minutes, then look again.")


class NotOnLine(Refused):
    message = _(
        "Payment on line does not answer at the moment. Nothing was taken. Try again later, or "
        "pay in another way."
    )


class NotAKeeper(Refused):
    message = _("Only the regisseur and the deputies of this regie may do this.")


class NotAllowedMode(Refused):
    message = _("The act of this regie does not allow this way of paying.")


class SamePerson(Refused):
    message = _("Somebody else must check this refund: whoever asked for it cannot agree to it.")
