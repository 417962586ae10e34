from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EligibilityConfig(AppConfig):
    name = "parvis.eligibility"
    label = "eligibility"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.core import navigation
        from parvis.eligibility.reforms import entries
        from parvis.eligibility.takeup import entries as takeup
        from parvis.eligibility.views.agent import works_somewhere

        _name_verbs()
        entries.register()
        takeup.register()
        navigation.register(
            "public", _("My rights"), "eligibility:home", icon="heart", order=20,
            match="/mes-droits/",
        )  # fmt: skip
        navigation.register(
            "resident",
            _("My rights"),
            "eligibility:kept",
            icon="heart",
            order=35,
            match="/mes-droits/ma-situation/",
        )
        navigation.register(
            "agent",
            _("Rights"),
            "eligibility:agent",
            icon="heart",
            order=55,
            match="/agent/droits/",
            shown=works_somewhere,
        )


def _name_verbs() -> None:
    from parvis.journal import verbs

    for verb, sentence in {
        "situation_kept": _("{actor} agreed to keep their situation, to know their rights."),
        "situation_changed": _("{actor} corrected the situation that is kept."),
        "situation_erased": _("{actor} erased the situation that was kept."),
        "situation_expired": _("The situation kept was erased: nobody opened it for two years."),
        "situation_read": _("{actor} consulted the situation that is kept."),
        "institution_asked": _("{actor} asked an institution for a fact about their household."),
        "institution_told": _("An institution answered about your household, as you asked."),
        "institution_erased": _("{actor} erased what an institution told."),
        "telling_agreed": _("{actor} agreed to be told when a right opens."),
        "telling_stopped": _("{actor} asked not to be told of rights any more."),
        "right_told": _("{actor} told that a right may have opened."),
    }.items():
        verbs.register(f"eligibility.{verb}", sentence, is_reading=verb.endswith("_read"))
