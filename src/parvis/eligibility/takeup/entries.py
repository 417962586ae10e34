"""What take-up adds to menus and to the journal's words."""

from django.utils.translation import gettext_lazy as _

from parvis.journal import verbs


def register() -> None:
    """Called from `AppConfig.ready()`."""
    for verb, sentence in {
        "counting_agreed": _("{actor} agreed to be counted, to see who goes without their rights."),
        "counting_refused": _("{actor} no longer agrees to be counted."),
        "contact_agreed": _("{actor} agreed to be contacted about rights."),
        "contact_refused": _("{actor} no longer agrees to be contacted about rights."),
        "received_said": _("{actor} said which benefits they receive."),
        "take_up_counted": _("{actor} counted who seems entitled and does not receive."),
    }.items():
        verbs.register(f"eligibility.{verb}", sentence)
