"""Why an appointment could not be taken or changed."""


class SlotTaken(Exception):
    """Somebody else has it, or it is not offered any more. What one had before is kept."""


class TooManyAppointments(Exception):
    """The person already has as many appointments of this kind as one may hold."""


class NotChangeable(Exception):
    """It is over, or was cancelled."""


class MissingDetail(Exception):
    """A visit needs an address, a call a telephone number; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
