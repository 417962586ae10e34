"""Forms on paper: printed, scanned or photographed, recognised, keyed in, never lost."""

import io
import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from parvis.cases.actions import drafts, paper, submit
from parvis.cases.engine.refusals import InvalidInputs
from parvis.cases.models import Attachment, Case, Draft, PaperForm
from parvis.cases.paper import codes
from parvis.cases.paper.sheet import sheet_of
from parvis.cases.queries.paper import arrival_of, pages_of
from parvis.cases.tests.agent.doors import said, search
from parvis.cases.tests.factories import ANSWERS, World, make_draft
from parvis.catalogue.models import ServiceVersion
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.journal.models import Entry

PAPERS = reverse("cases:papers")


def blank(world: World, **asked: str) -> bytes:
    response = Client().get(reverse("cases:blank", args=[world.installation.slug]), asked)
    assert response.status_code == 200
    return response.content


def words(content: bytes) -> str:
    return " ".join(
        " ".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages).split()
    )


def reference_on(content: bytes) -> str:
    found = re.search(r"F-[0-9A-Z]{4}-[0-9A-Z]{4}", words(content))
    assert found
    return found[0]


def photographed(content: bytes, *, turned: float = 7, size: int = 1100) -> bytes:
    """The first page, held askew under a telephone."""
    page = pypdfium2.PdfDocument(content)[0].render(scale=1.6).to_pil().convert("RGB")
    page = page.rotate(turned, expand=True, fillcolor=(120, 110, 90))
    page.thumbnail((size, size))
    taken = io.BytesIO()
    page.save(taken, "JPEG", quality=70)
    return taken.getvalue()


def pdf(content: bytes, name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def jpeg(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def keep(client: Client, *pages: SimpleUploadedFile, reference: str = ""):
    return client.post(PAPERS, {"pages": list(pages), "reference": reference})


def key_in(client: Client, world: World, form: PaperForm) -> Draft:
    """Find the person, begin the request from the form."""
    client.post(reverse("cases:paper-form", args=[form.pk]))
    search(client, world.person.family_name)
    client.post(
        reverse("cases:desk-start", args=[world.person.pk]),
        {"demarche": world.installation.pk, "canal": "post"},
    )
    return Draft.objects.get(channel="post", filed_by_unit=world.waste)


def test_a_blank_form_asks_every_question_and_each_print_differs(world: World) -> None:
    first, second = blank(world), blank(world, grand="")
    package = package_of(world.installation.version_id)
    asked = words(first).replace("\u202f", " ")
    for field in package.form.all_fields():
        label = package.words("fr").fields[field.id].label.replace("\u202f", " ")
        assert " ".join(label.split()) in asked, field.id
    assert reference_on(first) != reference_on(second)
    assert len(PdfReader(io.BytesIO(second)).pages) > len(PdfReader(io.BytesIO(first)).pages)
    assert not PaperForm.objects.exists()  # nothing is written for whoever prints


def test_a_form_says_what_is_known_already(world: World) -> None:
    code = codes.code_of(world.installation.slug, "1.0.0")
    sheet = sheet_of(
        package_of(world.installation.version_id),
        unit=world.waste,
        reference=code.reference,
        url=code.url,
        answers=ANSWERS,
        language="fr",
    )
    told = words(sheet)
    assert "12 rue du Bialé" in told
    assert "Bordenave" in told
    assert codes.read_codes(io.BytesIO(sheet), "application/pdf") == [code]


@pytest.mark.parametrize("turned", [0, 7, 90, 180, 200])
def test_a_photograph_askew_is_recognised(world: World, turned: int) -> None:
    printed = blank(world)
    taken = photographed(printed, turned=turned)
    found = codes.read_codes(io.BytesIO(taken), "image/jpeg")
    assert [code.reference for code in found] == [reference_on(printed)]


def test_somebody_elses_code_is_none_of_ours() -> None:
    for text in ("https://exemple.fr/papier/x/1/F-0000-0000", "", "papier/", "/papier/a/b/c" * 99):
        assert codes.parse(text) is None


def test_a_form_that_came_is_kept_keyed_in_and_follows_its_request(
    world: World, waste: Client
) -> None:
    printed = blank(world)
    page = keep(waste, jpeg(photographed(printed)))
    form = PaperForm.objects.get()
    assert page.url == reverse("cases:paper-form", args=[form.pk])
    assert form.reference == reference_on(printed)
    assert form.installation == world.installation
    assert "Composteur partagé" in said(waste.get(page.url))
    draft = key_in(waste, world, form)
    shown = waste.get(reverse("cases:desk-page", args=[draft.pk, "vous"]))
    (image,) = re.findall(r'src="(/agent/guichet/papier/pages/[^"]+)"', shown.content.decode())
    seen = waste.get(image)
    assert seen["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(seen.content)).width > 400
    Draft.objects.filter(pk=draft.pk).update(answers=ANSWERS)
    waste.post(reverse("cases:desk-submit", args=[draft.pk]))
    case = Case.objects.get(draft_key=draft.pk)
    assert case.channel == "post"
    assert [one.pk for one in Attachment.objects.filter(case=case)] == [
        one.pk for one in pages_of(draft.pk)
    ]
    told = said(waste.get(reverse("cases:agent-detail", args=[case.reference])))
    assert "Formulaire papier" in told


def test_pages_that_come_later_join_the_others(world: World, waste: Client) -> None:
    printed = blank(world)
    keep(waste, pdf(printed))
    form = PaperForm.objects.get()
    draft = key_in(waste, world, form)
    keep(waste, jpeg(photographed(printed), "suite.jpg"))
    assert [scan.name for scan in pages_of(draft.pk)] == ["scan.pdf", "suite.jpg"]
    assert PaperForm.objects.count() == 1


def test_an_unreadable_code_loses_no_page(world: World, waste: Client) -> None:
    plain = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(plain, "JPEG")
    keep(waste, jpeg(plain.getvalue()))
    form = PaperForm.objects.get()
    assert form.reference == ""
    assert "De quelle démarche s’agit-il ?" in said(waste.get(f"{PAPERS}{form.pk}/"))
    draft = key_in(waste, world, form)
    assert len(pages_of(draft.pk)) == 1


def test_a_reference_typed_stands_for_the_code_and_a_mistake_is_told(
    world: World, waste: Client
) -> None:
    plain = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(plain, "JPEG")
    reference = reference_on(blank(world))
    keep(waste, jpeg(plain.getvalue()), reference=reference.lower().replace("-", " "))
    assert PaperForm.objects.get().reference == reference
    wrong = keep(waste, jpeg(plain.getvalue()), reference="F-0000-0000")
    assert wrong.status_code == 422
    assert "Cette référence contient une erreur" in said(wrong)


def test_two_forms_in_one_sending_are_refused(world: World, waste: Client) -> None:
    refused = keep(waste, pdf(blank(world)), pdf(blank(world), "autre.pdf"))
    assert refused.status_code == 422
    assert "deux formulaires" in said(refused)
    assert not PaperForm.objects.exists()


@pytest.mark.parametrize("content", [b"%PDF-1.7 cut", b"", b"MZ\x00"])
def test_what_is_no_page_is_refused_in_words(world: World, waste: Client, content: bytes) -> None:
    refused = keep(waste, pdf(content))
    if refused.status_code == 302:  # a PDF that is damaged is kept, and cannot be shown
        assert "abîmées" in said(waste.get(refused.url))
    else:
        assert refused.status_code == 422
        assert not PaperForm.objects.exists()


def test_a_draft_printed_at_home_passes_to_the_desk(world: World, waste: Client) -> None:
    draft = drafts.start_draft(
        installation=world.installation, account=world.resident, person=world.person
    )
    home = enter_resident(world)
    printed = home.get(reverse("cases:print", args=[draft.pk])).content
    again = home.get(reverse("cases:print", args=[draft.pk])).content
    assert reference_on(printed) == reference_on(again)
    arrived = keep(waste, pdf(printed))
    on = waste.get(arrived.url)
    assert on.url == reverse("cases:desk-resume", args=[draft.pk])
    draft.refresh_from_db()
    assert (draft.channel, draft.filed_by_unit, draft.person) == ("post", world.waste, world.person)
    assert len(pages_of(draft.pk)) == 1


def test_a_form_already_sent_leads_to_its_request(world: World, waste: Client) -> None:
    draft = make_draft(world, account=world.resident)
    printed = enter_resident(world).get(reverse("cases:print", args=[draft.pk])).content
    case = submit(draft=draft, person=world.person, party=world.applicant)
    arrived = keep(waste, pdf(printed))
    assert waste.get(arrived.url).url == reverse("cases:agent-detail", args=[case.reference])
    assert Attachment.objects.filter(case=case).count() == 1


def test_other_units_see_nothing_of_it(world: World, waste: Client, pau: Client) -> None:
    keep(waste, pdf(blank(world)))
    form = PaperForm.objects.get()
    (scan,) = pages_of(form.pk)
    assert pau.get(reverse("cases:paper-form", args=[form.pk])).status_code == 404
    assert pau.get(reverse("cases:paper-page", args=[scan.pk, 0])).status_code == 404
    assert "Composteur" not in said(pau.get(PAPERS))
    assert waste.get(reverse("cases:paper-page", args=[scan.pk, 99])).status_code == 404
    assert waste.get(reverse("cases:paper-page", args=[uuid4(), 0])).status_code == 404


def enter_resident(world: World) -> Client:
    client = Client()
    client.force_login(world.resident)
    return client


def keyed(client: Client, world: World) -> Draft:
    """A request on paper, ready to be sent."""
    keep(client, pdf(blank(world)))
    draft = key_in(client, world, PaperForm.objects.get())
    Draft.objects.filter(pk=draft.pk).update(answers=ANSWERS)
    return draft


def typed(day: date) -> dict[str, int]:
    return {"arrivee_day": day.day, "arrivee_month": day.month, "arrivee_year": day.year}


def test_the_day_of_the_stamp_starts_the_clock(world: World, waste: Client) -> None:
    """CRPA, art. L114-3 and R112-5: the day of arrival, not that of the scan."""
    version = ServiceVersion.objects.filter(pk=world.installation.version_id)
    version.update(published_at=ago(days=30))
    draft = keyed(waste, world)
    page = reverse("cases:desk-check", args=[draft.pk])
    send = reverse("cases:desk-submit", args=[draft.pk])
    today = clock.today()
    assert f'value="{today.day}"' in waste.get(page).content.decode()

    for wrong in (today + timedelta(days=1), today - timedelta(days=31)):
        refused = waste.post(send, typed(wrong))
        assert (refused.status_code, Case.objects.count()) == (422, 0)
        assert "La date doit être" in said(refused)

    came = today - timedelta(days=6)
    waste.post(send, typed(came))
    case = Case.objects.get()
    assert timezone.localdate(case.submitted_at) == came
    deadline = case.deadlines.get(rule="decision")
    assert deadline.started_on == came
    told = said(waste.get(reverse("cases:agent-detail", args=[case.reference])))
    assert "La demande est arrivée sur papier ce jour-là" in told
    entry = Entry.objects.get(verb="cases.paper_dated")
    assert entry.detail["on"] == came.isoformat()
    assert entry.actor_label == PaperForm.objects.get().arrived_said_by != ""


def test_paper_without_pages_may_have_come_before_today(world: World, waste: Client) -> None:
    """Keyed in from the sheet itself, which nobody scanned."""
    search(waste, world.person.family_name)
    begun = {"demarche": world.installation.pk, "canal": "post"}
    waste.post(reverse("cases:desk-start", args=[world.person.pk]), begun)
    draft = Draft.objects.get(channel="post")
    Draft.objects.filter(pk=draft.pk).update(answers=ANSWERS)
    came = clock.today() - timedelta(days=12)
    waste.post(reverse("cases:desk-submit", args=[draft.pk]), typed(came))
    assert Case.objects.get().deadlines.get(rule="decision").started_on == came


def test_a_form_cannot_come_back_before_it_was_printed(world: World) -> None:
    draft = make_draft(world)
    form = paper.printed(draft=draft)
    PaperForm.objects.filter(pk=form.pk).update(received_at=clock.now())
    at_the_desk = {"channel": "post", "filed_by_unit": world.waste, "created_at": ago(days=9)}
    Draft.objects.filter(pk=draft.pk).update(**at_the_desk)
    draft.refresh_from_db()
    with pytest.raises(InvalidInputs):
        paper.say_arrival(
            draft=draft, on=clock.today() - timedelta(days=10), party=world.agent("waste")
        )
    paper.say_arrival(draft=draft, on=clock.today() - timedelta(days=9), party=world.agent("waste"))
    assert arrival_of(draft).day == clock.today() - timedelta(days=9)


def ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def test_a_wrong_day_is_corrected_from_the_page_of_the_request(world: World, waste: Client) -> None:
    """By whoever handles it or the desk that keyed it in, with a reason that its person reads."""
    version = ServiceVersion.objects.filter(pk=world.installation.version_id)
    version.update(published_at=ago(days=30))
    draft = keyed(waste, world)
    waste.post(reverse("cases:desk-submit", args=[draft.pk]), typed(clock.today()))
    case = Case.objects.get()
    page = reverse("cases:agent-arrival", args=[case.reference])
    assert page in waste.get(reverse("cases:agent-detail", args=[case.reference])).content.decode()

    came = clock.today() - timedelta(days=6)
    refused = waste.post(page, typed(came) | {"motif": ""})
    assert (refused.status_code, came.day) == (422, int(read(refused, "arrivee_day")))
    assert waste.post(page, typed(ago(days=31).date()) | {"motif": "Tampon"}).status_code == 422
    done = waste.post(page, typed(came) | {"motif": "Le tampon dit autre chose."}, follow=True)
    told = said(done)
    assert "Le jour de réception est corrigé" in told
    assert "Ce jour a été corrigé" in told
    assert case.deadlines.get(rule="decision").started_on == came

    theirs = said(enter_resident(world).get(reverse("cases:detail", args=[case.reference])))
    assert "Le tampon dit autre chose." in theirs

    Case.objects.filter(pk=case.pk).update(legal_state="decided")
    assert (
        page not in waste.get(reverse("cases:agent-detail", args=[case.reference])).content.decode()
    )
    assert waste.get(page).status_code == 302


def read(response: HttpResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="(\d+)"', response.content.decode())
    assert found
    return found[1]
