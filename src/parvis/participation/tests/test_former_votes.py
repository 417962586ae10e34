"""Votes, results, meetings, debates and surveys of a former platform: what is made of them here."""

import json
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from parvis.accounts.tests.factories import sign_in
from parvis.core.actor import SYSTEM
from parvis.participation.actions import commitments, imports, publish
from parvis.participation.importing.reading import read
from parvis.participation.importing.telling import PART, texts_of
from parvis.participation.models import (
    Commitment,
    Document,
    Election,
    FormerProject,
    FormerVote,
    Idea,
    Milestone,
    Progress,
    Workshop,
)
from parvis.participation.queries.commitments import ready_to_promise
from parvis.participation.tests import consulting, former

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("french")]
PROJECTS = [
    former.project(31),
    former.project(32, **{"title/fr": "Une ressourcerie", "confirmed_votes": 90, "budget/id": 2}),
    former.project(33, **{"title/fr": "Un verger", "confirmed_votes": 700, "budget/id": 3}),
]
RESULTS = [
    former.result(41),
    former.result(42, **{"title/fr": "Terrassement", "parent/id": 41, "end_date": "2023-12-01"}),
    former.result(43, progress="40", end_date="2023-10-01", **{"title/fr": "Signalétique"}),
    former.result(44, progress="10", end_date="", **{"title/fr": "Charte"}),
]
DEBATES = {
    "debates": [former.debate(6)],
    "debate_comments": [
        former.comment(
            61, 6, "Le bruit réveille.",
            root_commentable_url=f"{former.SITE}/f/30/debates/6",
            commentable_type="Decidim::Debates::Debate",
        )
    ],
}  # fmt: skip


def bring(data, source="decidim", into=None, **choices):
    lead = into.lead if into else consulting.unit()
    held = imports.receive(
        actor=SYSTEM, source=source, name="export", size=len(data), content=lambda: data,
        lead=lead, consultation=into, title="Budget 2023",
    )  # fmt: skip
    imports.confirm(
        actor=SYSTEM, key=held.pk, choices=imports.Choices(**choices), areas=[consulting.area()]
    )
    imports.bring_in(key=held.pk)
    held.refresh_from_db()
    return held


@pytest.fixture
def french():
    with override("fr"):
        yield


@pytest.fixture
def town():
    data = former.decidim(projects=PROJECTS, results=RESULTS, **DEBATES)
    return bring(data, retained=["31"], held_on=date(2023, 7, 14)).consultation


def test_a_former_vote_is_told_as_it_was_published_and_never_counted(town):
    votes = FormerVote.objects.order_by("key")
    assert [(one.key, one.held_on) for one in votes] == [
        ("2", date(2023, 7, 14)), ("3", date(2023, 7, 14)),
    ]  # fmt: skip
    one, two = votes[0].projects.order_by("rank")
    assert (one.title, one.votes, one.cost_cents, one.place, one.is_retained) == (
        "Douze composteurs partagés", 640, 48_000_00, "Place Royale", True,
    )  # fmt: skip
    assert (two.votes, two.is_retained) == (90, False)
    assert one.ideas.get().title == "Un composteur par quartier"
    assert not Election.objects.exists()
    assert {one.phase.state for one in votes} == {"done"}
    assert votes[0].phase == votes[1].phase


def test_its_projects_are_open_data(client, town):
    publish(actor=SYSTEM, consultation=town)
    files = {
        kind: reverse("participation:data-file", args=[town.slug, "projets-votes-ailleurs", kind])
        for kind in ("csv", "json")
    }
    rows = json.loads(b"".join(client.get(files["json"]).streaming_content))["rows"]
    one = next(row for row in rows if row["title"] == "Douze composteurs partagés")
    project = FormerProject.objects.get(title="Douze composteurs partagés")
    expected = {
        "id": project.pk, "vote": project.vote_id, "source": "decidim", "held_on": "2023-07-14",
        "rank": project.rank, "cost_cents": 48_000_00, "votes": 640, "retained": True,
        "place": "Place Royale", "ideas": [str(project.ideas.get().pk)],
        "commitment": None,
    }  # fmt: skip
    assert expected.items() <= one.items()
    assert len(rows) == FormerProject.objects.count()
    url = one["url"].removeprefix(settings.BASE_URL)
    assert "Douze composteurs partagés" in client.get(url).content.decode()
    etag = client.get(files["csv"])["ETag"]
    project.ideas.update(state=Idea.State.HIDDEN)
    again = client.get(files["csv"], headers={"If-None-Match": etag})
    assert again.status_code == 200  # a hidden idea is not named any more
    data = client.get(reverse("participation:api-consultation", args=[town.slug])).json()["data"]
    assert "projets-votes-ailleurs" in {each["name"] for each in data}


def test_without_a_word_of_it_nothing_is_said_to_be_retained():
    bring(former.decidim(projects=PROJECTS))
    assert set(FormerProject.objects.values_list("is_retained", flat=True)) == {None}


def test_the_same_vote_again_with_other_choices_is_brought_up_to_date(town):
    data = former.decidim(projects=PROJECTS, results=RESULTS, **DEBATES)
    again = bring(data, into=town, retained=["31", "32"])
    assert FormerVote.objects.count() == 2
    assert FormerVote.objects.first().held_on == date(2023, 7, 14)
    assert FormerProject.objects.filter(is_retained=True).count() == 2
    assert again.result["project_same"] == 3
    bring(data, into=town)  # nobody says it again: what was said stays
    assert FormerProject.objects.filter(is_retained=True).count() == 2
    assert Commitment.objects.count() == 2
    assert Milestone.objects.count() == 1


def test_what_was_retained_may_be_promised_once(town):
    publish(actor=SYSTEM, consultation=town)
    project = FormerProject.objects.get(is_retained=True)
    assert ready_to_promise(town)[0].title == project.title
    told = {
        "actor": SYSTEM, "consultation": town, "unit": town.lead, "reasons": "Voté en 2023.",
        "title": project.title, "text": "Douze.", "role": "Direction des déchets",
        "starts_on": date(2026, 1, 1), "due_on": date(2027, 1, 1),
    }  # fmt: skip
    made = commitments.promise(former_project=project, **told)
    assert made.ideas.get().outcome
    with pytest.raises(commitments.PromisedAlready):
        commitments.promise(former_project=project, **told)
    other = FormerProject.objects.get(title="Une ressourcerie")
    with pytest.raises(commitments.NotChosen):
        commitments.promise(former_project=other, **told)
    assert project.title not in [one.title for one in ready_to_promise(town)]


def test_results_become_commitments_whose_owner_is_to_be_named(town):
    done, going = Commitment.objects.order_by("due_on").reverse()
    assert (done.state, done.delivered_on, done.starts_on) == (
        "delivered", date(2024, 3, 31), date(2023, 9, 15),
    )  # fmt: skip
    assert "Suivi sur Decidim" in done.text
    assert "(Terminé)" in done.text
    assert (going.state, going.due_on) == ("underway", date(2023, 10, 1))
    step = Milestone.objects.get()
    assert (step.commitment, step.title, step.done_on) == (done, "Terrassement", date(2023, 12, 1))
    assert Idea.objects.get(title="Un composteur par quartier").outcome == "delivered"
    assert not Progress.objects.exists()  # nobody is told
    named = commitments.name_owner(actor=SYSTEM, commitment=going, unit=town.lead, role="Voirie")
    assert named.role == "Voirie"
    # A result without a date cannot be a promise: it is told.
    assert (
        Document.objects.get(text__contains="Charte").title
        == "Réalisations suivies sur l’ancienne plateforme"
    )


def test_a_meeting_is_a_workshop_that_took_place_with_its_minutes(town):
    held = Workshop.objects.get()
    assert (held.kind, held.state, held.walk_ins, held.where) == (
        "meeting", "held", 42, "Salle des fêtes, Place Royale",
    )  # fmt: skip
    assert held.minutes.get().text == "Douze lieux ont été retenus."
    assert "Repris de Decidim" in held.purpose


@pytest.mark.parametrize(
    "more",
    [
        {"published": "false"},
        {"withdrawn": "true"},
        {"private_meeting": "true", "transparent": "false"},
        {"start_time": "2031-01-01 10:00:00 UTC"},
        {"start_time": "2023-02-30"},
    ],
)
def test_meetings_that_nobody_could_see_or_that_are_to_come_are_left_out(more):
    export = read("decidim", "a.zip", former.decidim(meetings=[former.meeting(5, **more)]))
    assert not export.meetings
    assert export.left_out or export.faults


def test_a_debate_is_told_with_what_people_said_of_it(town):
    told = Document.objects.get(title__startswith="Débats").text
    assert "Faut-il collecter la nuit ?" in told
    assert "On n’y touche pas." in told
    assert "Le bruit réveille." in told
    assert "Dominique" not in told
    named = texts_of(read("decidim", "a.zip", former.decidim(**DEBATES)), shows_names=True)
    assert "Dominique" in named[-1].text


def test_long_debates_are_cut_between_two_contributions():
    said = [
        former.comment(
            n, 6, "mot " * 900, commentable_type="Decidim::Debates::Debate", root_commentable_url=""
        )
        for n in range(100, 140)
    ]
    export = read(
        "decidim", "a.zip", former.decidim(debates=[former.debate(6)], debate_comments=said)
    )
    texts = texts_of(export, shows_names=False)
    assert [one.key for one in texts] == ["debates", "debates:2", "debates:3"]
    assert all(len(one.text) <= PART + 200 for one in texts)


def _survey(*answers):
    return former.sheet(
        [
            {"ID": f"jeton-{n}", "Créée le": "2023-05-01", "Hash de l'IP": "abc", "1. Triez-vous ?": a,
             "2. Pourquoi ?": f"raison intime {n}"}
            for n, a in enumerate(answers)
        ]
    )  # fmt: skip


def test_a_survey_is_figures_and_nothing_of_anybody():
    export = read("decidim", "sondage.csv", _survey(*["Oui"] * 9, *["Non"] * 6, *["Parfois"] * 2))
    (text,) = export.texts
    assert "1. Triez-vous ?" in text.text
    assert "Oui (9)" in text.text
    # Two alone would follow from the whole and the others: "Non" is told with them.
    assert "Non" not in text.text
    assert "(8)" in text.text
    assert "jeton" not in text.text
    assert "raison" not in text.text
    assert "2. Pourquoi ?" in text.text


def test_a_budget_of_consul_keeps_what_was_done_and_does_not_take_a_finalist_for_a_winner():
    bring(former.consul(), source="consul")
    one = FormerProject.objects.get()
    assert (one.cost_cents, one.place, one.is_retained, one.status) == (
        9000_00,
        "Gare",
        None,
        "feasible",
    )
    assert one.steps == [{"on": "2023-02-01", "title": "Travaux finis", "text": "L’eau coule."}]
    assert one.vote.title == "Budget 2022"
    listed = (
        "ID,Titre,Soutiens,Périmètre,Faisabilité,Sélectionné\n"
        '8,Une haie,52,Nord,"Réalisable (12 000 €)",Oui\n'
    )
    (hedge,) = read("consul", "investments.csv", listed.encode()).projects
    assert (hedge.cost_cents, hedge.supports, hedge.votes, hedge.is_retained) == (
        12_000_00, 52, None, None,
    )  # fmt: skip
    assert (hedge.place, hedge.status) == ("Nord", "Réalisable")


def test_pages(client, town, django_assert_max_num_queries):
    publish(actor=SYSTEM, consultation=town)
    vote = FormerVote.objects.get(key="2")
    project = vote.projects.get(is_retained=True)
    with django_assert_max_num_queries(7):
        page = client.get(reverse("participation:former-vote", args=[town.slug, vote.pk]))
    told = page.content.decode()
    assert "Résultat publié ailleurs" in told
    assert "640" in told
    assert "personne ne peut les recompter" in told
    assert "14 juillet 2023" in told
    with django_assert_max_num_queries(8):
        page = client.get(
            reverse("participation:former-project", args=[town.slug, vote.pk, project.pk])
        )
    assert "Un composteur par quartier" in page.content.decode()
    whole = client.get(reverse("participation:consultation", args=[town.slug]))
    assert vote.title in whole.content.decode()
    sign_in(client, consulting.organiser(town.lead))
    new = reverse("participation:agent-commitment-new", args=[town.slug])
    form = client.get(f"{new}?de=ancien:{project.pk}").content.decode()
    assert "Douze composteurs partagés" in form
    going = Commitment.objects.get(state="underway")
    desk = reverse("participation:agent-commitment", args=[town.slug, going.pk])
    client.post(desk, {"what": "owner", "unit": town.lead.pk, "role": "Voirie"})
    going.refresh_from_db()
    assert going.role == "Voirie"
    meeting = Workshop.objects.get()
    page = client.get(reverse("participation:workshop-page", args=[town.slug, meeting.pk]))
    assert page.status_code == 200
