"""Files are known by their content; what could harm a reader is refused in plain words."""

import hashlib
import io
import struct
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngImageFile
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfWriter

from parvis.connectors.clamav.twin import EICAR, DemoScanner
from parvis.core import events, files
from parvis.core.files import kinds, scanning
from parvis.core.files.names import LONGEST, safe_name

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def image(format_: str = "JPEG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    picture = Image.radial_gradient("L").resize(size).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, format_, **options)
    return buffer.getvalue()


def document(password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if password is not None:
        writer.encrypt(password, "owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def archive(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def docx(**more: str | bytes) -> bytes:
    members = {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>", **more}
    return archive(**members)


def odt(**more: str | bytes) -> bytes:
    return archive(mimetype=kinds.ODT.mime, **{"content.xml": "<x/>", **more})


def inspect(content: bytes, name: str = "fichier") -> files.FileFacts:
    return files.inspect(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content", "kind", "mime", "kept_name"),
    [
        ("a.jpg", image(), "image", "image/jpeg", "a.jpg"),
        ("A.JPEG", image(), "image", "image/jpeg", "A.jpeg"),
        ("a.png", image("PNG"), "image", "image/png", "a.png"),
        ("a.webp", image("WEBP"), "image", "image/webp", "a.webp"),
        ("a.pdf", document(), "pdf", "application/pdf", "a.pdf"),
        ("impôts 2026.pdf", document(""), "pdf", "application/pdf", "impôts 2026.pdf"),
        ("a.docx", docx(), "document", kinds.DOCX.mime, "a.docx"),
        ("a.odt", odt(), "document", kinds.ODT.mime, "a.odt"),
        ("a.txt", "Été à Pau".encode(), "document", "text/plain", "a.txt"),
        ("a.txt", "Été à Pau".encode("cp1252"), "document", "text/plain", "a.txt"),
        # A wrong suffix is put right: readers trust it.
        ("facture.jpg", document(), "pdf", "application/pdf", "facture.pdf"),
        ("photo", image(), "image", "image/jpeg", "photo.jpg"),
        ("scan.pdf.exe", document(), "pdf", "application/pdf", "scan.pdf.pdf"),
    ],
)
def test_what_is_accepted(name, content, kind, mime, kept_name):
    facts = inspect(content, name)
    assert (facts.kind, facts.mime, facts.name) == (kind, mime, kept_name)
    assert facts.size == len(content)


def test_the_upload_is_hashed_whole_and_rewound():
    upload = SimpleUploadedFile("a.pdf", document())
    assert files.inspect(upload).sha256 == hashlib.sha256(upload.read()).hexdigest()


def png_of(width: int, height: int) -> bytes:
    """A picture that is small on disk and enormous once opened."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"", "empty"),
        ("a.exe", b"MZ\x90\x00" + bytes(200), "cannot be read"),
        ("a.pdf", b"MZ\x90\x00" + bytes(200), "cannot be read"),
        ("a.jpg", b"<svg onload=alert(1)>", "cannot be read"),
        ("a.txt", b"<html><script>", "cannot be read"),
        ("a.txt", b"\x00\x01\x02", "cannot be read"),
        ("a.html", b"bonjour", "cannot be read"),
        ("a.zip", archive(x="y"), "cannot be read"),
        ("a.docx", b"PK\x03\x04" + bytes(300), "cannot be read"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "cannot be read"),
        ("a.gif", image("GIF"), "cannot be read"),
        ("a.jpg", image()[:300], "damaged"),
        ("a.png", image("PNG")[:60], "damaged"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(300), "damaged"),
        ("a.png", png_of(20_000, 20_000), "too many pixels"),
        ("a.pdf", document()[:-200], "damaged"),
        ("a.pdf", b"%PDF-1.7\n", "damaged"),
        ("a.pdf", document("secret"), "password"),
        ("a.pdf", document() + archive(x="y"), "damaged"),
        ("a.jpg", image() + archive(x="y"), "damaged"),
        ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "macros"),
        ("a.odt", odt(**{"Basic/Standard/Module1.xml": "x"}), "macros"),
        ("a.odt", odt(**{"META-INF/manifest.xml": "<m:encryption-data/>"}), "password"),
        ("a.docx", docx(**{"word/media/bomb": bytes(201 * 1024 * 1024)}), "damaged"),
        ("a.docx", docx(**{f"f{n}": "" for n in range(2001)}), "damaged"),
    ],
)
def test_what_is_refused_and_why(name, content, said):
    with override("en"), pytest.raises(files.FileRefused, match=said) as refusal:
        inspect(content, name)
    assert name in str(refusal.value)


def test_pictures_are_opened_one_at_a_time(monkeypatch):
    """Each may take 240 MB: together, they would fill the memory of a small server."""
    opened, most, load = [], [], PngImageFile.load

    def slowly(self):
        opened.append(self)
        most.append(len(opened))
        sleep(0.05)
        opened.remove(self)
        return load(self)

    monkeypatch.setattr(PngImageFile, "load", slowly)
    with ThreadPoolExecutor(4) as hands:
        assert len(list(hands.map(inspect, [png_of(40, 30)] * 4))) == 4
    assert most == [1] * 4


def test_a_file_above_the_limit(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(files.FileRefused, match="1"):
        inspect(b"%PDF-" + bytes(1024 * 1024), "a.pdf")


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "b.jpg", "c.docx", "d.txt", "e"]))
def test_any_bytes_are_looked_at_without_harm(content, name):
    for start in (
        b"",
        b"%PDF-1.4\n",
        b"\xff\xd8\xff\xe0",
        b"PK\x03\x04",
        b"RIFF\x00\x00\x00\x00WEBP",
    ):
        try:
            inspect(start + content, name)
        except files.FileRefused:
            continue


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\moi\\facture.pdf", "facture.pdf"),
        ("facture\u202efdp.exe", "facturefdp.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ('<b>"x"?*.pdf', "_b__x___.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("12.03.2026", "12.03.pdf"),
        ("M. Dupont, avis", "M. Dupont, avis.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
    ],
)
def test_names_made_safe(given_name, kept):
    assert safe_name(given_name, kinds.PDF) == kept


@given(st.text(max_size=400))
def test_any_name_is_made_safe(name):
    made = safe_name(name, kinds.JPEG)
    assert made.endswith((".jpg", ".jpeg", ".jpe"))
    assert 1 < len(made) <= LONGEST
    assert not set(made) & set('/\\\0\n\r<>:"|?*')
    assert safe_name(made, kinds.JPEG) == made


def photo(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[MAKE] = "Téléphone"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[2] = (43.0, 19.0, 59.0)
    return image("JPEG", exif=exif, comment=b"chez moi", progressive=True)


def exif_of(content: bytes) -> dict[int, Any]:
    return dict(Image.open(io.BytesIO(content)).getexif())


def test_a_photo_loses_its_place_and_keeps_its_orientation():
    original = photo()
    assert GPS in exif_of(original)
    upload = SimpleUploadedFile("a.jpg", original + b"preview with GPS")
    cleaned = files.without_metadata(upload, "image/jpeg").read()
    assert exif_of(cleaned) == {ORIENTATION: 6}
    assert b"chez moi" not in cleaned
    assert b"preview" not in cleaned
    before, after = (Image.open(io.BytesIO(data)) for data in (original, cleaned))
    assert before.tobytes() == after.tobytes(), "the picture itself is untouched"


@pytest.mark.parametrize(
    ("format_", "mime"), [("PNG", "image/png"), ("WEBP", "image/webp"), ("JPEG", "image/jpeg")]
)
def test_other_pictures_lose_their_metadata_too(format_, mime):
    exif = Image.Exif()
    exif[MAKE] = "Téléphone"
    original = image(format_, exif=exif)
    assert exif_of(original)
    cleaned = files.without_metadata(SimpleUploadedFile("a", original), mime).read()
    assert not exif_of(cleaned)
    before, after = (Image.open(io.BytesIO(data)) for data in (original, cleaned))
    assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize("quality", [30, 75, 95])
@pytest.mark.parametrize("progressive", [True, False])
def test_a_photo_without_secrets_stays_the_same(progressive, quality):
    original = image(quality=quality, progressive=progressive, size=(300, 200))
    upload = SimpleUploadedFile("a.jpg", original)
    assert files.without_metadata(upload, "image/jpeg") is upload


def test_documents_are_left_alone():
    upload = SimpleUploadedFile("a.pdf", document())
    assert files.without_metadata(upload, "application/pdf") is upload


@pytest.fixture
def outcomes(monkeypatch):
    seen: list[scanning.FileScanned] = []
    monkeypatch.setattr(scanning, "_scanner", DemoScanner())
    monkeypatch.setattr(events, "_SUBSCRIBERS", {})
    events.subscribe(scanning.FileScanned, seen.append, name="test")
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "threat"), [(b"bonjour", ""), (EICAR, "Eicar-Test-Signature")])
def test_a_scan_is_announced(outcomes, content, threat):
    name = default_storage.save("scans/a", SimpleUploadedFile("a", content))
    scanning.scan_stored(name, "42")
    events.deliver_now()
    assert [(o.key, o.threat, o.gone) for o in outcomes] == [("42", threat, False)]


@pytest.mark.django_db
def test_a_file_erased_meanwhile_is_said_to_be_gone(outcomes):
    scanning.scan_stored("scans/nothing", "42")
    events.deliver_now()
    assert [o.gone for o in outcomes] == [True]


@pytest.mark.django_db
def test_without_a_scanner_a_file_is_never_said_to_be_clean(outcomes, monkeypatch):
    name = default_storage.save("scans/a", SimpleUploadedFile("a", b"x"))
    monkeypatch.setattr(scanning, "_scanner", None)
    with pytest.raises(RuntimeError, match="PARVIS_CLAMAV"):
        scanning.scan_stored(name, "42")
    assert not outcomes


@pytest.mark.django_db
def test_asking_a_scan_queues_a_job():
    files.ask_scan("scans/a", "42")
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == (scanning.SCAN, {"storage_name": "scans/a", "key": "42"})
