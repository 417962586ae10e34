"""Files of all sorts, and who may open them."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from parvis.cases.actions.attachments import note_scan
from parvis.cases.models import Attachment, Draft
from parvis.cases.tests.resident.client import fill
from parvis.cases.tests.resident.journey import begin, sent
from parvis.cases.tests.resident.samples import pdf, photo
from parvis.catalogue.models import Installation
from parvis.core.files import Verdict, register_scanner

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(resident: Client, installation: Installation) -> str:
    draft, _first = begin(resident, installation)
    Draft.objects.filter(pk=draft.pk).update(answers={"oui_non": True})
    return reverse("cases:page", args=[draft.pk, "argent"])


def evil_zip() -> SimpleUploadedFile:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.exe", b"MZ")
    return SimpleUploadedFile("facture.pdf", content.getvalue(), "application/pdf")


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("vide.pdf", b"", "application/pdf"),
        SimpleUploadedFile("page.pdf", b"<html><script>alert(1)</script>", "application/pdf"),
        SimpleUploadedFile("image.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "image/png"),
        SimpleUploadedFile("texte.txt", b"bonjour", "text/plain"),
        SimpleUploadedFile("gros.pdf", b"%PDF-1.4\n" + b"0" * 1_100_000 + b"\n%%EOF", "x/y"),
        evil_zip(),
    ],
    ids=["empty", "html", "cut", "kind", "large", "zip"],
)
def test_a_file_that_will_not_do_is_refused_and_the_rest_is_kept(
    resident: Client, page: str, upload: SimpleUploadedFile
) -> None:
    upload.seek(0)
    answer = fill(resident, page, compte="FR76 3000 6000 0112 3456 7890 189", piece=upload)
    assert answer.headers["Location"] == page
    shown = resident.get(page).content.decode()
    if upload.size:
        assert upload.name in shown
    assert not Attachment.objects.exists()
    assert Draft.objects.get().answers["compte"] == "FR7630006000011234567890189"


def test_files_are_listed_opened_and_removed(resident: Client, page: str) -> None:
    fill(resident, page, press="joindre", piece=[pdf("un.pdf"), photo("deux.png")])
    shown = resident.get(page).content.decode()
    assert "un.pdf" in shown
    assert "deux.png" in shown
    file = Attachment.objects.get(name="un.pdf")
    opened = resident.get(reverse("cases:draft_file", args=[Draft.objects.get().pk, file.pk]))
    assert opened.headers["Content-Disposition"] == 'attachment; filename="un.pdf"'
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in opened.headers["Cache-Control"]
    fill(resident, page, press=f"enlever_fichier=piece/{file.pk}")
    assert Attachment.objects.get().name == "deux.png"


def test_the_bytes_of_a_removed_file_are_erased(
    resident: Client, page: str, django_capture_on_commit_callbacks: object
) -> None:
    fill(resident, page, press="joindre", piece=pdf("un.pdf"))
    file = Attachment.objects.get()
    assert default_storage.exists(file.storage_name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        fill(resident, page, press=f"enlever_fichier=piece/{file.pk}")
    assert not default_storage.exists(file.storage_name)


def test_too_many_files_and_the_same_file_twice(resident: Client, page: str) -> None:
    fill(resident, page, press="joindre", piece=pdf("un.pdf"))
    fill(resident, page, press="joindre", piece=pdf("un.pdf"))
    assert Attachment.objects.count() == 1
    fill(resident, page, press="joindre", piece=[pdf("deux.pdf", pages=2), pdf("t.pdf", pages=3)])
    assert Attachment.objects.count() == 2


def test_a_file_sent_to_a_question_that_takes_none_is_left_out(resident: Client, page: str) -> None:
    resident.post(page, {"_shown": "compte", "compte": pdf("x.pdf"), "enfants.0.prenom": pdf()})
    assert not Attachment.objects.exists()


class Scanner:
    def scan(self, content: object) -> Verdict:
        return Verdict()


def test_a_file_is_closed_until_it_is_scanned(resident: Client, page: str) -> None:
    register_scanner(Scanner())
    try:
        fill(resident, page, press="joindre", piece=pdf("un.pdf"))
    finally:
        register_scanner(None)
    file = Attachment.objects.get()
    assert file.scan == Attachment.Scan.WAITING
    address = reverse("cases:draft_file", args=[Draft.objects.get().pk, file.pk])
    assert resident.get(address).status_code == 404
    assert address not in resident.get(page).content.decode()
    note_scan(attachment_id=file.pk, threat="")
    assert resident.get(address).status_code == 200


def test_a_dangerous_file_is_said_and_must_be_removed(resident: Client, page: str) -> None:
    fill(resident, page, press="joindre", piece=pdf("un.pdf"))
    Attachment.objects.update(scan=Attachment.Scan.WAITING)
    note_scan(attachment_id=Attachment.objects.get().pk, threat="Eicar")
    answer = fill(resident, page, compte="FR76 3000 6000 0112 3456 7890 189")
    assert answer.headers["Location"] == f"{page}?verifier=1"
    assert "un.pdf" in resident.get(answer.headers["Location"]).content.decode()


def test_a_photo_loses_what_it_tells_in_secret(resident: Client, page: str) -> None:
    from PIL import Image

    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Camille"
    Image.new("RGB", (8, 8)).save(content, "JPEG", exif=exif)
    upload = SimpleUploadedFile("photo.jpg", content.getvalue(), "image/jpeg")
    fill(resident, page, press="joindre", piece=upload)
    with default_storage.open(Attachment.objects.get().storage_name) as kept:
        assert b"Appareil" not in kept.read()


def test_a_sent_file_is_opened_by_its_owner(resident: Client, installation: Installation) -> None:
    case = sent(resident, installation)
    file = case.attachments.get()
    opened = resident.get(reverse("cases:attachment", args=[case.reference, file.pk]))
    assert opened.status_code == 200
    assert b"".join(opened.streaming_content).startswith(b"%PDF")
    assert (
        Client().get(reverse("cases:attachment", args=[case.reference, file.pk])).status_code == 302
    )
