"""What is made of an export: a consultation that goes on here, and nothing invented."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parvis.accounts.tests.factories import sign_in
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation.actions import imports, publish
from parvis.participation.actions.gathering import propose_merge
from parvis.participation.importing.rows import ExportRefused
from parvis.participation.models import (
    Argument,
    Consultation,
    Gathering,
    Idea,
    Import,
    Participant,
    Support,
    Version,
    Workshop,
)
from parvis.participation.tests import consulting, former

pytestmark = pytest.mark.django_db


def receive(data, source="decidim", into=None, name="export.zip", **more):
    lead = into.lead if into else consulting.unit()
    return imports.receive(
        actor=SYSTEM, source=source, name=name, size=len(data), content=lambda: data,
        lead=lead, consultation=into, title="Moins de déchets", **more,
    )  # fmt: skip


def bring(data, into=None, **choices):
    held = receive(data, into=into)
    imports.confirm(
        actor=SYSTEM, key=held.pk, choices=imports.Choices(**choices), areas=[consulting.area()]
    )
    imports.bring_in(key=held.pk)
    held.refresh_from_db()
    return held


@pytest.fixture
def held():
    return bring(former.decidim())


def test_everything_comes_and_nobody_is_signed_up(held):
    assert held.state == Import.State.DONE
    assert held.consultation.published_at is None
    one, two = Idea.objects.order_by("title")
    assert (one.title, one.stage, one.former_supports, one.supports) == (
        "Un composteur par quartier", "retained", 212, 0,
    )  # fmt: skip
    assert (two.stage, one.arguments) == ("declined", 1)
    assert one.published_at.year == 2023
    assert not Support.objects.exists()
    assert Participant.objects.get().left_at is not None
    said = Argument.objects.exclude(side="answer")
    assert sorted(said.values_list("side", "former_author")) == [("against", ""), ("for", "")]
    answer = Argument.objects.filter(side="answer", idea=one).get()
    assert answer.unit == held.lead
    assert answer.at.isoformat().startswith("2023-09-01")
    assert held.consultation.themes == ["Compost"]
    assert [one.state for one in held.consultation.phases.all()] == ["done", "done"]


def test_the_file_goes_once_it_is_brought_in():
    waiting = receive(former.decidim())
    stored = waiting.storage_name
    assert default_storage.exists(stored)
    imports.confirm(actor=SYSTEM, key=waiting.pk, choices=imports.Choices())
    imports.bring_in(key=waiting.pk)
    assert not default_storage.exists(stored)
    with pytest.raises(imports.NotWaiting):
        imports.confirm(actor=SYSTEM, key=waiting.pk, choices=imports.Choices())


def test_the_same_file_again_changes_nothing(held):
    before = (
        list(Idea.objects.order_by("pk").values()),
        Argument.objects.count(),
        Workshop.objects.count(),
    )
    again = bring(former.decidim(), into=held.consultation)
    assert (
        list(Idea.objects.order_by("pk").values()),
        Argument.objects.count(),
        Workshop.objects.count(),
    ) == before
    assert {key: many for key, many in again.result.items() if many} == {
        "idea_same": 2, "answer_same": 2, "remark_same": 2, "project_same": 1, "promise_same": 1,
        "meeting_same": 1,
    }  # fmt: skip


def _newer(**more):
    rows = [former.proposal(1, "Un composteur par rue", votes=230, **more), former.proposal(3)]
    return former.decidim(rows, proposal_comments=[], projects=[], results=[], meetings=[])


def test_a_newer_file_changes_what_nobody_edited(held):
    again = bring(_newer(), into=held.consultation)
    one = Idea.objects.get(title="Un composteur par rue")
    assert (one.former_supports, one.versions) == (230, 2)
    assert Version.objects.filter(idea=one).count() == 2
    assert (again.result["idea_changed"], again.result["idea_new"]) == (1, 1)


def test_what_was_edited_here_is_left_alone(held):
    one = Idea.objects.get(title="Un composteur par quartier")
    Idea.objects.filter(pk=one.pk).update(theme="Jardins")
    again = bring(_newer(), into=held.consultation)
    one.refresh_from_db()
    assert (one.title, one.theme, again.result["idea_edited"]) == (
        "Un composteur par quartier", "Jardins", 1,
    )  # fmt: skip


def test_what_was_removed_here_does_not_come_back(held):
    Idea.objects.filter(title="Un composteur par quartier").update(state=Idea.State.HIDDEN)
    Argument.objects.filter(side="against").delete()
    again = bring(former.decidim(), into=held.consultation)
    assert Argument.objects.filter(side="against").count() == 0
    assert again.result["remark_removed"] == 1


def test_names_are_taken_only_when_they_were_public(held):
    assert not Idea.objects.exclude(former_author="").exists()
    bring(former.decidim(), into=held.consultation, shows_names=True)
    assert Idea.objects.get(title="Une ressourcerie").former_author == "Camille"
    assert set(Argument.objects.exclude(side="answer").values_list("former_author")) == {
        ("Dominique",)
    }


def test_states_become_what_the_organiser_chose():
    held = bring(former.decidim(), stages={"accepted": "studied", "rejected": ""})
    assert list(Idea.objects.values_list("stage", flat=True)) == ["studied"]
    assert (held.result["idea_left"], held.result["remark_left"]) == (1, 1)


def test_linked_ideas_become_one_group_whatever_the_circle():
    page = f"{former.SITE}/f/21/proposals/"
    rows = [
        former.proposal(n, related_proposals=f"{page}{n % 3 + 1}, {page}{n}") for n in (1, 2, 3)
    ]
    held = bring(former.decidim(rows))
    assert held.result["group_new"] == 1
    assert Gathering.objects.get().carries.count() == 3
    assert bring(former.decidim(rows), into=held.consultation).result["group_same"] == 1


def test_killed_in_the_middle_it_goes_on(monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 2)
    waiting = receive(former.decidim([former.proposal(n) for n in range(1, 6)]))
    imports.confirm(actor=SYSTEM, key=waiting.pk, choices=imports.Choices())

    class Killed(BaseException): ...

    def die(done, total):
        if done == 4:
            raise Killed

    with pytest.raises(Killed):
        imports.bring_in(key=waiting.pk, report=die)
    assert Idea.objects.count() == 2  # the second batch went back
    imports.bring_in(key=waiting.pk)
    imports.bring_in(key=waiting.pk)
    assert Idea.objects.count() == 5
    waiting.refresh_from_db()
    assert waiting.result["idea_new"] == 5


def test_a_large_file_is_read_by_the_worker(monkeypatch):
    monkeypatch.setattr(imports, "READ_AT_ONCE", 10)
    waiting = receive(former.decidim())
    assert waiting.state == Import.State.READING
    imports.read_import(key=waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.preview["ideas"]) == (Import.State.READ, 2)
    broken = receive(b"id;rien\n1;2\n")
    imports.read_import(key=broken.pk)
    broken.refresh_from_db()
    assert broken.state == Import.State.REFUSED
    assert broken.preview["refusal"]
    assert not broken.storage_name


def test_a_poisoned_file_makes_nothing():
    with pytest.raises(ExportRefused):
        receive(b"PK\x03\x04poison")
    assert not Import.objects.exists()
    assert not Consultation.objects.exists()


def test_what_nobody_confirms_is_erased_after_a_week():
    waiting = receive(former.decidim())
    with clock.at(clock.now() + timedelta(days=8)):
        imports.go_on_and_forget()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.storage_name) == (Import.State.REFUSED, "")


def test_nobody_can_be_the_stand_in(held):
    stand_in = Participant.objects.get()
    token = consulting.participant(held.consultation, token="former:decidim")
    assert token.pk != stand_in.pk


def test_an_imported_idea_is_supported_and_merged_here(held):
    one, two = Idea.objects.order_by("title")
    consulting.phase(held.consultation, "imagine")
    publish(actor=SYSTEM, consultation=held.consultation)
    done = propose_merge(ideas=[two], into=one, why="La même", unit=held.lead)
    assert done.state == Gathering.State.DONE


def test_pages(client, held, django_assert_max_num_queries):
    town = held.consultation
    publish(actor=SYSTEM, consultation=town)
    idea = Idea.objects.get(title="Un composteur par quartier")
    page = client.get(reverse("participation:idea", args=[town.slug, idea.pk])).content.decode()
    assert "212" in page
    assert "ancienne plateforme" in page
    agent = consulting.organiser(held.lead)
    sign_in(client, agent)
    with django_assert_max_num_queries(12):
        listed = client.get(reverse("participation:agent-imports"))
    assert "export.zip" in listed.content.decode()
    with django_assert_max_num_queries(12):
        client.get(reverse("participation:agent-import", args=[held.pk]))


def _post(client, **more):
    data = {"source": "decidim", "title": "Déchets", "into": "", **more}
    data["upload"] = SimpleUploadedFile("export.zip", more.pop("data", former.decidim()))
    data.pop("data", None)
    return client.post(reverse("participation:agent-imports"), data)


def test_an_organiser_brings_in_a_file(client):
    unit = consulting.unit()
    sign_in(client, consulting.organiser(unit))
    answer = _post(client, lead=unit.pk)
    held = Import.objects.get()
    assert answer.url == reverse("participation:agent-import", args=[held.pk])
    page = client.get(answer.url).content.decode()
    assert "Un composteur par quartier" in page
    done = client.post(answer.url, {"stage_0": "retained", "stage_1": "-", "shows_names": "on"})
    assert done.status_code == 302
    imports.bring_in(key=held.pk)
    assert Idea.objects.get().former_author == "Camille"
    assert "1 idée" in client.get(answer.url).content.decode()
    # Twice is once.
    client.post(answer.url, {"stage_0": "retained", "stage_1": "-"})
    assert Consultation.objects.count() == 1


def test_a_poisoned_file_is_told_on_the_form(client):
    unit = consulting.unit()
    sign_in(client, consulting.organiser(unit))
    page = _post(client, lead=unit.pk, data=b"id;title/fr;body/fr\n;;\n").content.decode()
    assert "export.zip" in page
    assert not Import.objects.exists()


def test_another_space_is_chosen(client):
    other = {"participatory_space/url": f"{former.SITE}-2"}
    rows = [former.proposal(1), former.proposal(2), former.proposal(3, "Un verger", **other)]
    held = receive(former.decidim(rows))
    sign_in(client, consulting.organiser(held.lead))
    address = reverse("participation:agent-import", args=[held.pk])
    client.post(address, {"space": f"{former.SITE}-2"})
    assert "Un verger" in client.get(address).content.decode()
    client.post(address, {"space": "unknown"})
    imports.confirm(
        actor=SYSTEM, key=held.pk,
        choices=imports.Choices(space=Import.objects.get().choices["space"]),
    )  # fmt: skip
    imports.bring_in(key=held.pk)
    assert Idea.objects.get().title == "Un verger"
