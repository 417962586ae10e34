"""Why an action is refused, in words for the person in front of the screen."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from parvis.core import refusals


class Refused(refusals.Refused):
    """Base of every refusal here."""


class NotFound(Refused):
    """No such case, item or draft for this party: pages answer 404."""

    message = _("This request cannot be found.")


class NotAllowed(Refused):
    """The party may not do this, or not in the state the case is in."""

    message = _("You cannot do this on this request.")


class CaseMoved(Refused):
    """Somebody acted since the page was shown: look again before deciding."""

    message = _("Somebody acted on this request meanwhile. Read it again before going on.")


class CaseClosed(Refused):
    message = _("This request is closed: nothing more can be done on it.")


class InvalidInputs(Refused):
    """`errors`: what to do, by path ("field", "group.0.field")."""

    message = _("Some answers need to be corrected.")

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__()
        self.errors = dict(errors)


class FunctionNotBound(Refused):
    """The installation names no unit for a function where the case lies; `function` is its id."""

    def __init__(self, function: str, label: str, area: str) -> None:
        super().__init__(
            _(
                "This service cannot receive requests for %(area)s yet: nobody was named as "
                "“%(function)s”. Please contact the town hall."
            )
            % {"area": area, "function": label}
        )
        self.function = function
