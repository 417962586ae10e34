"""Letters: lists of addresses read or refused, whom to write to first, the file drawn once."""

import io
import random
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from parvis.accounts.tests.factories import sign_in
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.journal.models import Entry
from parvis.participation.actions import codes, mailings, panel_seats
from parvis.participation.models import Code, Mailing
from parvis.participation.queries import panels
from parvis.participation.rules.address_lists import (
    Recipient,
    WrongAddresses,
    read_addresses,
    wave,
)
from parvis.participation.rules.quotas import gaps
from parvis.participation.tests import consulting, panelling

HEAD = "Civilité;Prénom;Nom;Adresse;Complément;Code postal;Commune"
LINE = "Mme;Jeanne;Lafitte;12 rue des Lilas;;64000;Pau"


def read(*lines: str, strata=()):
    return read_addresses("\r\n".join(lines).encode(), strata)


def test_a_list_is_read_as_letters_bear_it() -> None:
    again = "Mme;JEANNE;Lafitte;12, rue des Lilas;;64000;PAU"
    found = read(HEAD, LINE, again.replace("12, ", "12 "), "", ";;;;;;")
    assert [one.lines for one in found.recipients] == [
        ("Mme Jeanne Lafitte", "12 rue des Lilas", "64000 PAU")
    ]


def test_a_spreadsheet_of_before_and_a_zero_it_lost() -> None:
    content = "nom,adresse,cp,ville,téléphone\r\nHélène,1 rue,1000,Bourg\r\n".replace(
        "Bourg", "Bourg,05"
    )
    found = read_addresses(content.encode("cp1252"))
    assert found.recipients[0].lines == ("Hélène", "1 rue", "01000 BOURG")
    assert found.ignored == ["téléphone"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["prénom;nom", "a;b"], "adresse"),
        ([HEAD], "no address"),
        ([HEAD, LINE, "Mme;Jeanne;Lafitte"], "Line 3"),
        ([HEAD, LINE.replace("Lafitte", "=HYPERLINK(1)")], "formula"),
        ([HEAD, LINE.replace("Lafitte", "Laf\u202eitte")], "nobody can see"),
        ([HEAD, LINE.replace("Lafitte", "x" * 101)], "longer"),
        ([HEAD, LINE.replace("64000", "6400A")], "Line 2"),
        ([HEAD, LINE.replace("64000", "٦٤٠٠٠")], "Line 2"),
        ([f"{HEAD};Nom", f"{LINE};x"], "twice"),
        ([HEAD, '"Mme;Jeanne'], "well-formed"),
        ([f"{HEAD};sexe", f"{LINE};fleur"], "fleur"),
    ],
)
def test_a_wrong_or_poisoned_list_is_refused_with_its_line(lines: list[str], said: str) -> None:
    strata = [{"key": "sex", "label": {"fr": "Sexe"}, "values": []}]
    with pytest.raises(WrongAddresses) as refused:
        read(*lines, strata=strata)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 a spreadsheet", b"nom;\0", b"nom\x81;\xff\x8d", b"", b"x" * 6_000_000]
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(WrongAddresses):
        read_addresses(content)


@pytest.mark.django_db
def test_those_who_lack_are_written_to_first() -> None:
    panel = panelling.panel(size=10)
    profiles = [{"sex": "woman", "age": "old"}] * 45 + [{"sex": "man", "age": "young"}] * 5
    live = gaps(panel.strata, profiles)
    crowd = [Recipient((f"{n}", sex), {"sex": sex}) for n in range(200) for sex in ("man", "woman")]
    chosen = wave(crowd, live, 100, random.Random(4).random)
    men = sum(one.facts["sex"] == "man" for one in chosen)
    assert men > 75  # 48 % of the population, 10 % of volunteers
    assert len(wave(crowd, live, 1000)) == 400


@pytest.fixture
def invited():
    town = consulting.consultation(openness="list")
    people = [Recipient((f"Jeanne {n}", "1 rue", "64000 PAU")) for n in range(3)]
    told = {"label": "Vague 1", "subject": "Venez", "text": "Bonjour.\n\n- un\n- deux"}
    made = mailings.invite_by_post(actor=SYSTEM, consultation=town, recipients=people, **told)
    return town, people, told, made


@pytest.mark.django_db
def test_letters_are_drawn_once_each_with_a_code_that_serves(invited) -> None:
    town, people, told, made = invited
    printed = list(made.letters.order_by("pk").values_list("code", flat=True))
    mailings.draw_letters(mailing=made)
    mailings.draw_letters(mailing=made)  # the job runs twice
    made.refresh_from_db()
    assert (made.state, made.count, made.pages) == ("ready", 3, 3)
    with default_storage.open(made.storage_name) as file:
        paper = PdfReader(io.BytesIO(file.read()))
    assert paper.root_object["/MarkInfo"]["/Marked"]
    for page, code, one in zip(paper.pages, printed, people, strict=True):
        text = page.extract_text()
        assert code in text
        assert one.lines[0] in text
    assert codes.use_code(consultation=town, code=printed[0], token="t").way == "letter"
    assert set(made.letters.values_list("code", flat=True)) == {""}
    with pytest.raises(mailings.NobodyLeft):
        mailings.invite_by_post(actor=SYSTEM, consultation=town, recipients=people, **told)
    assert Code.objects.count() == 3
    # The printer has it.
    mailings.erase(actor=SYSTEM, mailing=made)
    assert Mailing.objects.get().state == "erased"


@pytest.mark.django_db
def test_the_address_stands_in_the_window(invited) -> None:
    """NF Z 11-001: from 95 to 195 mm from the left, from 45 to 90 mm from the top."""
    import pypdfium2

    _town, _people, _told, made = invited
    mailings.draw_letters(mailing=made)
    with default_storage.open(Mailing.objects.get().storage_name) as file:
        page = pypdfium2.PdfDocument(file.read())[0]
    millimetre, height = 72 / 25.4, page.get_height()
    window = page.get_textpage().get_text_bounded(
        left=95 * millimetre, right=205 * millimetre,
        top=height - 45 * millimetre, bottom=height - 90 * millimetre,
    )  # fmt: skip
    assert window.split() == ["Jeanne", "0", "1", "rue", "64000", "PAU"]


@pytest.mark.django_db
def test_who_was_drawn_and_who_replaces_have_their_letter_once() -> None:
    panel = panelling.panel()
    panelling.volunteers(panel, 14, address_line="", commune_name="Lescar", postal_code="64230")
    for number, one in enumerate(panel.volunteers.select_related("participant__person")):
        one.participant.person.address_line = f"{number} rue des Lilas"
        one.participant.person.save()
    from parvis.participation.actions import panels as actions

    actions.prepare_lottery(actor=SYSTEM, panel=panel)
    panel.refresh_from_db()
    actions.compute_lottery(panel=panel)
    panel = actions.draw(actor=SYSTEM, panel=panel, seed="7")
    told = {"label": "x", "subject": "y", "text": "z"}
    first = mailings.write_to_volunteers(actor=SYSTEM, panel=panel, drawn=True, **told)
    assert first.count == 4
    with pytest.raises(mailings.NoAddress):
        mailings.write_to_volunteers(actor=SYSTEM, panel=panel, drawn=True, **told)
    leaving = panels.seats(panel).first()
    panel_seats.answered_to_agent(
        actor=SYSTEM, panel=panel, pseudonym=leaving.pseudonym, accepts=False
    )
    second = mailings.write_to_volunteers(actor=SYSTEM, panel=panel, drawn=True, **told)
    assert second.count == 1
    others = mailings.write_to_volunteers(actor=SYSTEM, panel=panel, drawn=False, **told)
    assert others.count == 9


@pytest.mark.django_db
def test_organisers_invite_from_a_list_take_the_file_and_erase_it(client: Client) -> None:
    panel = panelling.panel()
    slug = panel.phase.consultation.slug
    sign_in(client, consulting.organiser(panel.phase.consultation.lead))
    url = f"{reverse('participation:agent-mailing-new', args=[slug])}?panel={panel.pk}"
    page = client.get(url).content.decode()
    assert "80,00" in page  # the letter says what is paid
    given = {"label": "Vague 1", "count": "5", "subject": "Venez", "text": "Bonjour."}
    bad = SimpleUploadedFile("liste.csv", b"PK\x03\x04")
    assert "CSV" in client.post(url, given | {"addresses": bad}).content.decode()
    good = SimpleUploadedFile("liste.csv", f"{HEAD};sexe\n{LINE};man\n".encode())
    answered = client.post(url, given | {"addresses": good})
    made = Mailing.objects.get()
    assert made.panel == panel
    assert "se préparent" in (page := client.get(answered.url).content.decode())
    assert "plus long que d’habitude" not in page
    Mailing.objects.update(made_at=clock.now() - timedelta(minutes=11))
    assert "plus long que d’habitude" in client.get(answered.url).content.decode()
    mailings.draw_letters(mailing=made)
    file = reverse("participation:agent-mailing-file", args=[slug, made.pk])
    assert client.post(file)["Content-Type"] == "application/pdf"
    assert Entry.objects.filter(verb="participation.letters_taken").count() == 1
    assert client.get(answered.url).status_code == 200
    client.post(file, {"what": "erase"})
    assert client.post(file).status_code == 302
    page = client.get(reverse("participation:agent-mailings", args=[slug])).content.decode()
    assert "Fichier effacé" in page
