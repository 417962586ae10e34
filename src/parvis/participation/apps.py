from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    name = "parvis.participation"
    label = "participation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.accounts.events import PersonsMerged, PersonsSeparated
        from parvis.core import navigation
        from parvis.core.events import subscribe
        from parvis.core.files import FileScanned
        from parvis.journal import verbs
        from parvis.participation import (
            tiles_commitments,
            tiles_ideas,
            tiles_votes,
            tiles_workshops,
            words_votes,
        )
        from parvis.participation.actions.ideas import note_scan
        from parvis.participation.actions.one_each import note_merge, note_separation
        from parvis.participation.queries import is_anything_published
        from parvis.participation.views import panels_tiles
        from parvis.participation.views.agent import works_somewhere

        navigation.register(
            "public",
            _("Consultations"),
            "participation:list",
            icon="message",
            order=25,
            shown=is_anything_published,
        )
        navigation.register(
            "agent",
            _("Consultations"),
            "participation:agent-list",
            icon="message",
            order=40,
            shown=works_somewhere,
        )
        self._register_deliberation()
        tiles_ideas.register()
        tiles_commitments.register()
        subscribe(FileScanned, note_scan, name="participation.note_scan")
        subscribe(PersonsMerged, note_merge, name="participation.note_merge")
        subscribe(PersonsSeparated, note_separation, name="participation.note_separation")
        for verb, sentence in {
            "created": _("{actor} began the consultation “{title}”."),
            "edited": _("{actor} changed the consultation “{title}”. {what}"),
            "published": _("{actor} published the consultation “{title}”."),
            "phase_added": _("{actor} added a phase to “{title}”: {what}."),
            "phase_changed": _("{actor} changed a phase of “{title}”: {what}."),
            "criterion": _("{actor} stated a criterion of “{title}”: {what}."),
            "moved_on": _("{actor} said what becomes of the idea “{what}”."),
            "entered": _("{actor} entered ideas of a paper workshop in “{title}”: {what}."),
            "theme_added": _("{actor} added the theme “{what}” to “{title}”."),
            "theme_removed": _("{actor} removed the theme “{what}” from “{title}”."),
            "organiser_added": _("{actor} added {what} to the organisers of “{title}”."),
            "organiser_removed": _("{actor} removed {what} from the organisers of “{title}”."),
            "codes_made": _("{actor} made {count} codes to take part in “{title}”. {what}"),
            "answered": _("{actor} answered the idea “{title}”."),
            "import_given": _("{actor} gave an export of {source} to read for “{title}”: {what}."),
            "import_confirmed": _(
                "{actor} had an export of {source} brought into “{title}”: {what}."
            ),
            "rules_kept": _(
                "{actor} tried to change the rules of a phase that has opened, and was refused:"
                " {what} of “{title}”."
            ),
        }.items():
            verbs.register(f"participation.{verb}", sentence)
        words_votes.register()
        tiles_votes.announce()
        tiles_workshops.register()
        panels_tiles.register()
        self._register_open_data()

    def _register_deliberation(self) -> None:
        from parvis.journal import verbs
        from parvis.participation import tiles
        from parvis.participation.models import Act
        from parvis.participation.views import agent_deliberation, deliberation

        tiles.register("opinions", (Act.REACT,), deliberation.tile, order=20)
        tiles.register("opinion-map", (Act.REACT,), deliberation.map_tile, order=25)
        tiles.register_tool("opinions", agent_deliberation.tool, order=20)
        for verb, sentence in {
            "statements_added": _("{actor} put statements to everybody in “{title}”: {what}."),
            "statement_shown": _("{actor} put “{what}” to everybody in “{title}”."),
            "statement_refused": _("{actor} refused “{what}” in “{title}”."),
        }.items():
            verbs.register(f"participation.{verb}", sentence)

    def _register_open_data(self) -> None:
        from parvis.journal import verbs
        from parvis.participation import figures, news_sources, tiles
        from parvis.participation.opendata import choices, commitments, consultations, former, ideas
        from parvis.participation.views import embedding

        said = _("{actor} chose which sites may show “{title}” in a frame: {what}.")
        for subject in (consultations, ideas, choices, former, commitments):
            subject.register_all()
        news_sources.register()
        figures.register_own()
        tiles.register_tool("embedding", embedding.tool, order=90)
        verbs.register("participation.sites_allowed", said)
