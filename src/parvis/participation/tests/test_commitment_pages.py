"""Pages of commitments: the chain leads both ways, few questions to the database, right of reply."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import Make, assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core import clock
from parvis.participation import actions
from parvis.participation.actions import commitments, projects, remarks
from parvis.participation.models import Commitment, Consultation, Decision, Election, Remark
from parvis.participation.queries.elections import forget_kept
from parvis.participation.tests import consulting, promising
from parvis.participation.tests.voting import CLERK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]


def _promised() -> Commitment:
    town = consulting.consultation(None, "imagine", "choose", themes=["Composter"])
    idea = consulting.idea(town, theme="Composter", commune=consulting.area())
    election = promising.published_vote(town)
    projects.take_up(actor=CLERK, election=election, code="composteur", ideas=[idea])
    return promising.commitment(town, idea, election=promising.publish(election), code="composteur")


@pytest.fixture(scope="module")
def kept(made_once: Make) -> Commitment:
    return made_once(_promised)


@pytest.fixture
def promised(kept: Commitment) -> Commitment:
    forget_kept()
    return Commitment.objects.select_related("consultation__lead", "election").get(pk=kept.pk)


@pytest.fixture
def town(promised: Commitment) -> Consultation:
    return promised.consultation


@pytest.fixture
def desk(client: Client, town: Consultation) -> Client:
    sign_in(client, consulting.organiser(town.lead))
    return client


def _url(name: str, of: Consultation, **more: object) -> str:
    return reverse(f"participation:{name}", kwargs={"slug": of.slug, **more})


def _typed(name: str, day: date) -> dict[str, object]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _places(promised: Commitment) -> dict[str, str]:
    town, idea = promised.consultation, promised.ideas.get()
    vote = {"vote": promised.election_id, "code": promised.code}
    return {
        "idea": _url("idea", town, idea=idea.pk),
        "project": _url("vote-project", town, **vote),
        "commitment": _url("commitment", town, commitment=promised.pk),
    }


def test_each_place_of_the_chain_leads_to_the_others(client: Client, promised) -> None:
    places = _places(promised)
    for name, here in places.items():
        page = client.get(here).content.decode()
        chain = page[page.index('<nav class="chain"') :].split("</nav>")[0]
        assert chain.count('aria-current="page"') == 1
        for other, there in places.items():
            assert (f'href="{there}"' in chain) == (other != name), (name, other)


def test_the_pages_ask_few_questions_whatever_was_said(client: Client, promised, town) -> None:
    def more() -> None:
        for number in range(3):
            step = commitments.add_milestone(
                actor=CLERK, commitment=promised, title=f"Étape {number}", due_on=clock.today()
            )
            commitments.move_due(
                actor=CLERK,
                commitment=promised,
                milestone=step,
                to=clock.today() + timedelta(days=number + 1),
                why="La pluie.",
            )
            step = commitments.finish_milestone(actor=CLERK, milestone=step, done_on=clock.today())
            by = consulting.participant(town)
            said = remarks.rate(
                commitment=promised, by=by, stars=3, text=f"Avis {number}", milestone=step
            )
            remarks.answer_remark(actor=CLERK, unit=town.lead, remark=said, text="Merci.")
            consulting.idea(town, by, title=f"Une autre idée pour trier {number}")

    sign_in(client, make_resident())
    place = _places(promised)
    for url in (
        place["commitment"], place["idea"], place["project"], _url("commitments", town),
        _url("fates", town), _url("decisions", town),
    ):  # fmt: skip
        assert_queries_do_not_grow(lambda url=url: client.get(url), more)


def test_what_became_of_the_ideas_is_counted_and_narrowed(client: Client, town) -> None:
    consulting.idea(town, title="Des couches lavables", commune=consulting.area("64445", "Pau"))
    page = client.get(_url("fates", town)).content.decode()
    assert "Que sont devenues les 2 idées" in page
    assert promising.REASONS[:30] in page
    page = client.get(_url("fates", town), {"sort": "promised"}).content.decode()
    assert "Des couches lavables" not in page.split("une-par-une")[-1]
    page = client.get(_url("fates", town), {"theme": "Composter"}).content.decode()
    assert "Des couches lavables" not in page


def test_what_is_past_its_date_is_said_so(client: Client, promised, town) -> None:
    Commitment.objects.filter(pk=promised.pk).update(
        starts_on=clock.today() - timedelta(days=30), due_on=clock.today() - timedelta(days=1)
    )
    assert "Échéance dépassée" in client.get(_url("commitments", town)).content.decode().replace(
        "échéance dépassée", "Échéance dépassée"
    )
    page = client.get(_url("commitment", town, commitment=promised.pk)).content.decode()
    assert "personne n’a encore dit pourquoi" in page


def test_a_resident_rates_what_was_delivered(client: Client, promised, town) -> None:
    url = _url("commitment", town, commitment=promised.pk)
    account = make_resident()
    sign_in(client, account)
    assert "Donner ma note" not in client.get(url).content.decode()
    for state in ("underway", "delivered"):
        commitments.move_commitment(actor=CLERK, commitment=promised, to=state)
    told = {"what": "rate", "of": "tout", "stars": "4", "text": "Très utile."}
    assert client.post(url, told).status_code == 302
    assert Remark.objects.get().stars == 4
    page = client.get(url).content.decode()
    assert "Très utile." in page
    assert "quand cinq personnes" in page
    assert client.post(url, {"what": "rate", "of": "tout", "stars": "9"}).status_code == 200


def test_the_author_replies_to_the_decision(client: Client, promised, town) -> None:
    decision = Decision.objects.get(commitment=promised)
    url = _url("decision", town, decision=decision.pk)
    sign_in(client, make_resident())
    assert client.post(url, {"text": "Et moi ?"}).status_code == 404
    author = promised.ideas.get().author.person
    sign_in(client, author.accounts.get() if hasattr(author, "accounts") else author.account)
    client.post(url, {"text": "Merci pour les habitants du quartier."})
    assert "Merci pour les habitants" in client.get(url).content.decode()


def test_an_organiser_promises_adds_steps_and_says_what_is_late(desk: Client, town) -> None:
    election = Election.objects.get()
    page = desk.get(_url("agent-commitments", town)).content.decode()
    assert "Dix bancs" in page
    url = _url("agent-commitment-new", town) + f"?de={election.pk}:bancs"
    assert "Dix bancs" in desk.get(url).content.decode()
    told = promising.fields(budget_cents="4500,00", unit=str(town.lead_id), title="Dix bancs")
    for name in ("starts_on", "due_on"):
        day = told.pop(name)
        told |= _typed(name, day)
    answer = desk.post(url, told)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Commitment.objects.get(code="bancs")
    here = _url("agent-commitment", town, commitment=made.pk)
    due = clock.today() + timedelta(days=40)
    desk.post(here, {"what": "milestone", "title": "Choisir le bois", **_typed("due_on", due)})
    step = made.milestones.get()
    later = due + timedelta(days=20)
    moved = {"of": str(step.pk), "why": "Le bois manque.", **_typed("to", later)}
    desk.post(here, {"what": "due", **moved})
    step.refresh_from_db()
    assert step.due_on == later
    page = desk.post(here, {"what": "move", "to": "delayed", "why": ""}, follow=True)
    assert "Dites pourquoi" in page.content.decode()
    desk.post(here, {"what": "news", "text": "Le bois est commandé."})
    assert step.title in desk.get(here).content.decode()
    assert made.progress.filter(kind="news").exists()


def test_an_organiser_links_ideas_to_a_project(desk: Client, town) -> None:
    idea = consulting.idea(town, title="Des bancs devant l’école")
    election = Election.objects.get()
    url = _url("agent-origins", town, vote=election.pk, code="bancs")
    assert idea.title in desk.get(url).content.decode()
    desk.post(url, {"idee": str(idea.pk)})
    link = idea.projects.get()
    desk.post(url, {"go": str(link.pk), "why": ""})
    link.refresh_from_db()
    assert link.ended_at is None
    desk.post(url, {"go": str(link.pk), "why": "Ce n’est pas la même."})
    link.refresh_from_db()
    assert link.ended_at is not None


def test_a_held_rating_waits_at_the_moderators(desk: Client, promised, town) -> None:
    for state in ("underway", "delivered"):
        commitments.move_commitment(actor=CLERK, commitment=promised, to=state)
    promised.refresh_from_db()
    by = consulting.participant(town)
    held = remarks.rate(commitment=promised, by=by, stars=1, text="Appelez le 06 12 34 56 78")
    url = _url("agent-moderation", town)
    assert "06 12 34 56 78" in desk.get(url).content.decode()
    desk.post(url, {"key": f"remark-{held.pk}", "shows": "no", "rule": "personal", "note": ""})
    held.refresh_from_db()
    assert held.state == "hidden"
    actions.appeal(written=held, by=by, why="C’est le mien.")
    assert "06 12 34 56 78" in desk.get(url).content.decode()
