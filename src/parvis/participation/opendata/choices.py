"""Statements and their answers, votes and their projects, panels and what they asked for."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.participation.models import (
    Act,
    Consultation,
    Election,
    KeptMap,
    Panel,
    Recommendation,
    Statement,
)
from parvis.participation.opendata.addresses import absolute
from parvis.participation.opendata.datasets import (
    Column,
    Dataset,
    OtherFile,
    Row,
    register,
    register_files,
    values_of,
)
from parvis.participation.opinion_results import FEWEST
from parvis.participation.queries.panels import panels_of
from parvis.participation.rules.elections import terms_of
from parvis.participation.rules.small_cells import shown

_PUBLISHED = (Election.State.PUBLISHED,)


def _statements(one: Consultation) -> Iterable[Row]:
    maps = {
        kept.phase_id: {each["number"]: each for each in kept.content["standings"]}
        for kept in KeptMap.objects.filter(phase__consultation=one).defer("places", "weights")
        if kept.content["people"] >= FEWEST
    }
    found = Statement.objects.filter(phase__consultation=one, state=Statement.State.SHOWN)
    for said in found.order_by("phase", "number"):
        counted = maps.get(said.phase_id, {}).get(said.number, {})
        yield {
            "phase": said.phase_id,
            "number": said.number,
            "text": said.text,
            "by_organisers": said.author_id is None,
            "agree": counted.get("agree"),
            "pass": counted.get("passed"),
            "disagree": counted.get("disagree"),
        }


STATEMENTS = Dataset(
    "affirmations",
    1,
    _("Statements and answers"),
    _("How many verified people agree with each, as on the last map. Nothing under twenty people."),
    (
        Column("phase", "integer", _("Number of the phase")),
        Column("number", "integer", _("Number of the statement in its phase")),
        Column("text", "string", _("The statement")),
        Column("by_organisers", "boolean", _("Whether organisers began with it")),
        Column("agree", "integer", _("People who agree; empty: too few answered")),
        Column("pass", "integer", _("People who passed")),
        Column("disagree", "integer", _("People who disagree")),
    ),
    _statements,
    acts=(Act.REACT,),
)


def _elections(one: Consultation) -> "list[Election]":
    found = Election.objects.filter(phase__consultation=one, state__in=_PUBLISHED)
    return list(found.select_related("tally").prefetch_related("projects").order_by("pk"))


def _projects(one: Consultation) -> Iterable[Row]:
    for election in _elections(one):
        results = election.tally.manifest["results"]
        support = {each["project"]: each for each in results["support"]}
        awards = {each["project"]: each for each in results["awards"]}
        area = {each.code: each.area for each in election.projects.all()}
        for project in terms_of(election).projects:
            award = awards.get(project.id, {})
            yield {
                "vote": election.pk,
                "project": project.id,
                "name": project.name,
                "area": area.get(project.id) or None,
                "cost_cents": project.cost,
                "voters": support[project.id]["voters"],
                "points": support[project.id]["points"],
                "funded_cents": award.get("amount", 0),
                "by": award.get("by") or None,
            }


PROJECTS = Dataset(
    "projets-votes",
    1,
    _("Projects put to the vote"),
    _("Of each published vote: what a project costs, who chose it, what it was given."),
    (
        Column("vote", "integer", _("Number of the vote")),
        Column("project", "string", _("Code of the project")),
        Column("name", "string", _("Its name on the ballot")),
        Column("area", "string", _("Where it is")),
        Column("cost_cents", "integer", _("What it costs, in euro cents")),
        Column("voters", "integer", _("Voters who chose it")),
        Column("points", "integer", _("Points it was given")),
        Column("funded_cents", "integer", _("What the rule gives it, in euro cents; 0: nothing")),
        Column("by", "string", _("The step of the rule that funded it")),
    ),
    _projects,
    acts=(Act.VOTE,),
)


def _panels(one: Consultation) -> Iterable[Row]:
    for panel in panels_of(one):
        yield {
            "id": panel.pk,
            "title": panel.title,
            "asked": panel.text,
            "size": panel.size,
            "volunteers": shown(panel.willing),
            "state": panel.state,
            "seal": panel.seal or None,
            "sealed_at": panel.sealed_at,
            "drawn_at": panel.drawn_at,
            "url": absolute(reverse("participation:panel", args=[one.slug, panel.pk])),
        }


PANELS = Dataset(
    "panels",
    1,
    _("Panels drawn by lot"),
    _("What each is asked, how many volunteered, its seal. Its draw has a file of its own."),
    (
        Column("id", "integer", _("Number of the panel")),
        Column("title", "string", _("Its title")),
        Column("asked", "string", _("What it is asked")),
        Column("size", "integer", _("How many are drawn")),
        Column("volunteers", "integer", _("How many volunteered; empty: one to four")),
        Column("state", "string", _("Where it stands"), values_of(Panel.State)),
        Column("seal", "string", _("SHA-256 of what was published before the draw")),
        Column("sealed_at", "datetime", _("When it was sealed")),
        Column("drawn_at", "datetime", _("When it was drawn")),
        Column("url", "string", _("Its page")),
    ),
    _panels,
    acts=(Act.VOLUNTEER,),
)


def _recommendations(one: Consultation) -> Iterable[Row]:
    found = Recommendation.objects.filter(panel__phase__consultation=one)
    for each in found.order_by("panel", "number"):
        yield {
            "panel": each.panel_id,
            "number": each.number,
            "title": each.title,
            "text": each.text,
            "in_favour": each.support,
            "given_at": each.given_at,
            "answer": each.answer or None,
            "answer_reason": each.reasons or None,
            "answered_at": each.answered_at,
        }


RECOMMENDATIONS = Dataset(
    "recommandations",
    1,
    _("What panels recommend"),
    _("Each recommendation, and what the authority answers to it and why."),
    (
        Column("panel", "integer", _("Number of the panel")),
        Column("number", "integer", _("Number of the recommendation")),
        Column("title", "string", _("What is asked for")),
        Column("text", "string", _("In full")),
        Column("in_favour", "integer", _("Members in favour")),
        Column("given_at", "datetime", _("When it was given")),
        Column(
            "answer", "string", _("Answer of the authority; empty: none yet"),
            values_of(Recommendation.Answer),
        ),
        Column("answer_reason", "string", _("Its reasons")),
        Column("answered_at", "datetime", _("When it answered")),
    ),
    _recommendations,
    acts=(Act.VOLUNTEER,),
)  # fmt: skip


def _opinion_files(one: Consultation) -> Iterable[OtherFile]:
    maps = KeptMap.objects.filter(phase__consultation=one).order_by("phase")
    told = maps.values_list("phase", "phase__title", "content__people")
    for phase, title, people in told:
        if people < FEWEST:
            continue
        for name, says in (
            ("avis", gettext("Each answer, under a number: as Pol.is writes it (CSV).")),
            ("affirmations", gettext("The statements, as Pol.is writes them (CSV).")),
        ):
            href = reverse("participation:opinion-export", args=[one.slug, phase, name])
            yield OtherFile(f"{title} · {name}.csv", says, href)


def _vote_files(one: Consultation) -> Iterable[OtherFile]:
    for vote, title in Election.objects.filter(
        phase__consultation=one, state__in=_PUBLISHED
    ).values_list("pk", "title"):
        for name, kind, says in (
            ("bulletins", "zip", gettext("All ballots, sealed: to count them again yourself.")),
            ("vote", "pb", gettext("The same ballots for research (Pabulib).")),
            ("resultats", "json", gettext("The results, and what other rules would have given.")),
        ):
            href = reverse("participation:vote-file", args=[one.slug, vote, name, kind])
            yield OtherFile(f"{title} · {name}.{kind}", says, href)


def _panel_files(one: Consultation) -> Iterable[OtherFile]:
    sealed = Panel.objects.filter(phase__consultation=one).exclude(seal="")
    for panel, title in sealed.order_by("pk").values_list("pk", "title"):
        href = reverse("participation:panel-file", args=[one.slug, panel])
        says = gettext("Volunteers under pseudonyms, lottery and draw: to draw again yourself.")
        yield OtherFile(f"{title} · tirage.json", says, href)


def register_all() -> None:
    register(STATEMENTS, order=40)
    register(PROJECTS, order=50)
    register(PANELS, order=60)
    register(RECOMMENDATIONS, order=65)
    register_files("opinions", _opinion_files, order=10)
    register_files("votes", _vote_files, order=20)
    register_files("panels", _panel_files, order=30)
