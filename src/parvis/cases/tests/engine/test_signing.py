"""The pages of a signature: by the link, in one’s space, for the applicant, for an agent."""

import pytest
from django.urls import reverse

from parvis.accounts.tests.factories import make_resident
from parvis.cases.tests.agent.doors import enter
from parvis.cases.tests.engine.test_signatures import link_of, told
from parvis.cases.tests.engine.test_signatures import story as a_story
from parvis.core.events import deliver_now
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

pytestmark = pytest.mark.django_db
story = a_story


def test_by_the_link_one_reads_what_one_signs_and_nothing_else(story, client):
    guest = story.guest
    page = client.get(reverse("cases:guest-link", args=[guest.pk, link_of(story)]))
    assert "Votre signature est demandée" in page.content.decode()
    assert "AB-123-CD" not in page.content.decode()
    client.post(reverse("cases:guest-link", args=[guest.pk, link_of(story)]))
    address = reverse("cases:guest", args=[guest.pk])
    page = client.get(address).content.decode()
    assert "AB-123-CD" in page
    assert story.item.asked["sha256"] in page.replace("\u200b", "").replace("<wbr>", "")
    assert "quotient" not in page
    assert Entry.objects.filter(verb="cases.read", actor_label="Jean Laborde").exists()
    client.post(address, {"envoyer": "code"})
    code = Notification.objects.filter(key__contains=":code:").latest("pk").code
    done = client.post(address, {"decision": "signed", "code": code}, follow=True)
    assert "votre signature est enregistrée" in done.content.decode()
    deliver_now()
    page = client.get(address).content.decode()
    assert "AB-123-CD" not in page
    receipt = client.get(reverse("cases:guest-receipt", args=[guest.pk]))
    assert receipt.headers["Content-Type"] == "application/pdf"
    client.cookies.clear()
    assert client.get(reverse("cases:guest-receipt", args=[guest.pk])).status_code == 404
    assert client.get(address).status_code == 404


def test_signed_in_it_is_in_ones_space(story, client):
    jean = make_resident(email="jean.laborde@example.fr")
    client.force_login(jean)
    client.post(reverse("cases:guest-link", args=[story.guest.pk, link_of(story)]))
    address = reverse("cases:guest", args=[story.guest.pk])
    assert "aucun code" in client.get(address).content.decode()
    client.post(address, {"decision": "signed"})
    deliver_now()
    page = client.get(reverse("cases:signed")).content.decode()
    assert "Récépissé de ma signature" in page
    assert client.get(reverse("cases:detail", args=[story.case.reference])).status_code == 404


def test_the_applicant_sees_who_must_sign_and_sends_the_link_again(story, client):
    client.force_login(story.applicant)
    page = client.get(reverse("cases:detail", args=[story.case.reference])).content.decode()
    assert "Signature attendue" in page
    address = reverse("cases:sign-again", args=[story.case.reference, story.item.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"courriel": "nouveau@example.fr", "telephone": ""})
    assert "mail nouveau@example.fr" in told(":link:")
    refused = client.post(address, {"courriel": "", "telephone": ""})
    assert "Écrivez un courriel" in refused.content.decode()


def test_an_agent_records_it_at_the_desk(story):
    client = enter(story.agent)
    page = client.get(reverse("cases:agent-detail", args=[story.case.reference])).content.decode()
    assert "Attend une signature" in page
    address = reverse("cases:agent-record", args=[story.case.reference, story.item.pk])
    assert address in page
    assert "AB-123-CD" in client.get(address).content.decode()
    client.post(address, {"resultat": "signed", "maniere": "desk"})
    assert story.again().hand == "parking"
    page = client.get(reverse("cases:agent-detail", args=[story.case.reference])).content.decode()
    assert "devant un agent" in page.lower()
