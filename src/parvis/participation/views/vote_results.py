"""What came out of a vote: everything here was written by the count, and can be counted again."""

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page
from parvis.core.spreadsheets import guarded
from parvis.participation.models.box import Channel
from parvis.participation.models.election import Election, Tally
from parvis.participation.queries import elections as votes
from parvis.participation.rules.ballots import ways
from parvis.participation.rules.elections import rule_of, terms_of
from parvis.participation.views import vote_example
from parvis.participation.views.vote_words import (
    BallotPage,
    explain,
    rule_names,
    rule_title,
)

BAR, ROW = 260, 40


@dataclass(frozen=True, slots=True)
class Outcome:
    """A project and what became of it. `width`, `y`: its bar."""

    name: str
    code: str
    cost: int
    amount: int
    voters: int
    points: int
    by: str
    width: int
    y: int

    @property
    def is_funded(self) -> bool:
        return self.amount > 0

    @property
    def is_partly(self) -> bool:
        return 0 < self.amount < self.cost


class Results:
    """The published manifest, as its page reads it."""

    def __init__(self, election: Election, tally: Tally) -> None:
        self.election, self.tally = election, tally
        self.terms = terms_of(election)
        results = tally.manifest["results"]
        self.spent = int(results["spent"])
        self.left = self.terms.budget - self.spent
        self.ballots = int(tally.manifest["ballots"]["count"])
        self.root = tally.manifest["receipts"]["root"]
        self.outcomes = self._outcomes(results)
        self.winners = [one for one in self.outcomes if one.is_funded]
        self.others = [one for one in self.outcomes if not one.is_funded]

    def _outcomes(self, results: dict[str, Any]) -> list[Outcome]:
        support = {one["project"]: one for one in results["support"]}
        awards = {one["project"]: one for one in results["awards"]}
        most = max((one["points"] for one in support.values()), default=0) or 1
        ordered = sorted(self.terms.projects, key=lambda p: -support[p.id]["points"])
        return [
            Outcome(
                name=project.name,
                code=project.id,
                cost=project.cost,
                amount=awards.get(project.id, {}).get("amount", 0),
                voters=support[project.id]["voters"],
                points=support[project.id]["points"],
                by=awards.get(project.id, {}).get("by", ""),
                width=round(BAR * support[project.id]["points"] / most),
                y=place * ROW,
            )
            for place, project in enumerate(ordered)
        ]

    @property
    def plot(self) -> dict[str, int]:
        return {"width": BAR + 50, "height": len(self.outcomes) * ROW + 4}

    @property
    def compared(self) -> list[dict[str, Any]]:
        """Each rule: its name, what it funds, whom it leaves with nothing."""
        names = rule_names() | {"own": _("The rule of this vote")}
        rows = sorted(self.tally.comparison, key=lambda one: not one["is_chosen"])
        return [
            one
            | {
                "name": names.get(one["rule"], one["rule"]),
                "count": len(one["projects"]),
                "funded": [p.id in one["projects"] for p in self.terms.projects],
                "share": self._share(one["without"], one["voters"]),
            }
            for one in rows
        ]

    @property
    def chosen(self) -> dict[str, Any]:
        return next(one for one in self.compared if one["is_chosen"])

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Under the rule of this vote, by commune and age: voters, and those left with nothing."""
        titles = {"area": _("By commune"), "age": _("By age"), "channel": _("By way of voting")}
        return [
            {"title": title, "rows": rows}
            for trait, title in titles.items()
            if (rows := [self._group(g) for g in self.chosen["groups"] if g["trait"] == trait])
        ]

    def _group(self, group: dict[str, Any]) -> dict[str, Any]:
        value = group["value"]
        if group["trait"] == "channel" and value in Channel.values:
            value = Channel(value).label
        share = self._share(group["without"], group["voters"])
        return {"value": value or _("not said"), "share": share, **_numbers(group)}

    @staticmethod
    def _share(without: int | None, voters: int | None) -> int | None:
        return None if without is None or not voters else round(100 * without / voters)

    @property
    def turnout(self) -> list[dict[str, Any]]:
        told = self.tally.turnout
        return [
            {
                "label": channel.label,
                "voters": told["voters"].get(channel.value, 0),
                "ballots": told["ballots"].get(channel.value, 0),
            }
            for channel in Channel
        ]


def _numbers(group: dict[str, Any]) -> dict[str, Any]:
    return {"voters": group["voters"], "without": group["without"]}


def results_at(slug: str, vote: int) -> Results:
    """Raises Http404 until they are published."""
    election = votes.election_at(slug, vote)
    if not election.is_published:
        raise Http404
    return Results(election, election.tally)


@public_page
@require_safe
def results(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """Winners, totals, what each rule would have given, whom it leaves with nothing."""
    found = results_at(slug, vote)
    context = {
        "election": found.election,
        "consultation": found.election.phase.consultation,
        "results": found,
        "rule": rule_title(found.terms.rule),
    }
    return render(request, "participation/votes/results.html", context)


@public_page
@require_safe
def rule(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """The rule of this vote, settled before it opened, with a picture."""
    election = votes.election_at(slug, vote)
    terms = terms_of(election)
    chosen = rule_of(election)
    picture = vote_example.picture_of(chosen)
    names = {project.id: project.name for project in terms.projects}
    context = {
        "election": election,
        "consultation": election.phase.consultation,
        "page": BallotPage(election),
        "title": rule_title(chosen),
        "explained": explain(chosen),
        "ways": ways(election),
        "threshold": terms.threshold,
        "picture": picture,
        "others": [one for one in vote_example.pictures() if one.rule != picture.rule],
        "incompatible": [[names[code] for code in group] for group in terms.incompatible],
        "ties": [names[code] for code in terms.tie_order],
        "floors": [p for p in terms.projects if p.floor] if "partial" in chosen.completion else [],
    }
    return render(request, "participation/votes/rule.html", context)


@public_page
@require_safe
def file(request: HttpRequest, slug: str, vote: int, name: str, kind: str) -> HttpResponse:
    """What may be taken along: the bundle to count again, and the same in other formats."""
    found, name = results_at(slug, vote), f"{name}.{kind}"
    stored = {"bulletins.zip": found.tally.bundle, "vote.pb": found.tally.pabulib}
    title = f"vote-{found.election.pk}-{name}"
    if name in stored:
        if not default_storage.exists(stored[name]):
            raise Http404
        opened = default_storage.open(stored[name])
        return FileResponse(opened, as_attachment=True, filename=title)  # type: ignore[return-value]
    made = {"resultats.csv": _as_csv, "resultats.json": _as_json}.get(name)
    if made is None:
        raise Http404
    kinds = {"resultats.csv": "text/csv; charset=utf-8", "resultats.json": "application/json"}
    headers = {"Content-Disposition": f'attachment; filename="{title}"'}
    return HttpResponse(made(found), content_type=kinds[name], headers=headers)


def _as_csv(found: Results) -> str:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(["project", "name", "cost_cents", "voters", "points", "funded_cents", "by"])
    table.writerows(
        [one.code, guarded(one.name), one.cost, one.voters, one.points, one.amount, one.by]
        for one in found.outcomes
    )
    return out.getvalue()


def _as_json(found: Results) -> str:
    told = {
        "manifest": found.tally.manifest,
        "seal": found.tally.seal,
        "rules": found.tally.comparison,
        "turnout": found.tally.turnout,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


@public_page
@require_safe
def open_list(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """Of an open vote, once published: who chose what, a page at a time."""
    election = votes.election_at(slug, vote)
    if election.is_secret or not election.is_published:
        raise Http404
    after = request.GET.get("apres", "")
    rows = votes.open_ballots(election, after)
    names = votes.named(election.projects.all())
    context = {
        "election": election,
        "consultation": election.phase.consultation,
        "rows": [
            {
                "who": row.participant.shown_name if row.participant else "",
                "chosen": [
                    names[part.partition(":")[0]].name for part in row.choice.split(",") if part
                ],
            }
            for row in rows[: votes.PAGE]
        ],
        "next": f"?apres={rows[votes.PAGE - 1].pk}" if len(rows) > votes.PAGE else "",
    }
    return render(request, "participation/votes/open_list.html", context)
