"""Why an action is refused, in words for the person in front of the screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Base of a domain's refusals; `str()` of it may be shown as it is. Nothing was changed."""

    message: "str | Promise" = _("This cannot be done.")

    def __init__(self, message: "str | Promise | None" = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
