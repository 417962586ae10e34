"""Where panels show on the pages of a consultation, and what the journal says of them."""

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.journal import verbs
from parvis.participation import tiles
from parvis.participation.models import Act, Consultation, Panel, Recommendation
from parvis.participation.queries.panels import panels_of
from parvis.participation.rules import rules_of


def register() -> None:
    """Called once, when the application is ready."""
    tiles.register("panels", (Act.VOLUNTEER,), of_phase, order=40)
    tiles.register_tool("panels", for_organisers, order=40)
    for verb, sentence in {
        "opened": gettext_lazy("{actor} opened recruitment for the panel “{title}”."),
        "prepared": gettext_lazy("{actor} had the lottery of the panel “{title}” prepared."),
        "widened": gettext_lazy("{actor} widened the quotas of the panel “{title}”."),
        "drawn": gettext_lazy("{actor} entered the seed of the panel “{title}”: {what}."),
        "session": gettext_lazy("{actor} added a session to the panel “{title}”: {what}."),
        "minutes": gettext_lazy("{actor} wrote the minutes of the panel “{title}”: {what}."),
        "recommended": gettext_lazy(
            "{actor} noted a recommendation of the panel “{title}”: {what}."
        ),
        "answered": gettext_lazy("{actor} answered the panel “{title}”: {what}."),
        "accepted_for": gettext_lazy("{actor} noted that a member of “{title}” accepts: {what}."),
        "declined_for": gettext_lazy(
            "{actor} noted that a member of “{title}” will not sit: {what}."
        ),
        "paid": gettext_lazy("{actor} noted {what} stipends of the panel “{title}” as paid."),
        "ended": gettext_lazy(
            "{actor} ended the panel “{title}”: what was known of volunteers is erased."
        ),
        "read": gettext_lazy("{actor} read who the members of “{title}” are: {what}."),
    }.items():
        verbs.register(f"participation.panel_{verb}", sentence, is_reading=verb == "read")
    for verb, sentence in {
        "written": gettext_lazy("{actor} prepared {count} letters: {title}."),
        "taken": gettext_lazy("{actor} took the file of the letters “{title}”."),
        "erased": gettext_lazy("{actor} erased the file of the letters “{title}”."),
    }.items():
        verbs.register(f"participation.letters_{verb}", sentence)


def of_phase(asked: tiles.Asking) -> tiles.Tile | None:
    """The panel of a phase: volunteer, or see what came of the draw. One query."""
    said = Recommendation.objects.filter(panel=OuterRef("pk")).order_by().values("panel")
    many = Subquery(said.annotate(many=Count("pk")).values("many"))
    of = panels_of(asked.phase.consultation).filter(phase=asked.phase)
    found = of.annotate(said=many).last()
    if found is None:
        return None
    if found.state == Panel.State.DRAWN:
        text = _("%(size)s people were drawn by lot: what they recommend, what was answered.")
    elif found.state == Panel.State.RECRUITING and asked.verdict.ok:
        text = _("%(size)s people drawn by lot among volunteers: be one of them.")
    else:
        text = _("A panel of %(size)s people drawn by lot.")
    return tiles.Tile(
        title=found.title,
        text=text % {"size": found.size},
        href=reverse("participation:panel", args=[asked.phase.consultation.slug, found.pk]),
        icon="users",
        note=recommendations(found.said) if found.said else volunteers(found.willing),
    )


def recommendations(many: int) -> str:
    return ngettext("%(many)s recommendation", "%(many)s recommendations", many) % {"many": many}


def volunteers(many: int) -> str:
    return ngettext("%(many)s volunteer", "%(many)s volunteers", many) % {"many": many}


def for_organisers(consultation: Consultation) -> tiles.Tile | None:
    """Without a query."""
    if not any(Act.VOLUNTEER in rules_of(one).acts for one in consultation.phases.all()):
        return None
    return tiles.Tile(
        title=_("Panels drawn by lot"),
        text=_("Whom to invite, the draw, sessions, recommendations and answers."),
        href=reverse("participation:agent-panels", args=[consultation.slug]),
        icon="users",
    )
