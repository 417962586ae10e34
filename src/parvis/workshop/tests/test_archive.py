"""What may not come in by an archive; each refusal says why, in French, and writes nothing."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests import factories as accounts
from parvis.catalogue.loader import files_of
from parvis.core.paths import library_dir
from parvis.directory.tests import factories as directory
from parvis.workshop.archive import ImportRefused, files_in, zipped
from parvis.workshop.models import Project, Save, Text

GOOD = files_of(library_dir() / "parvis/acte-de-naissance")
SERVICE = GOOD["service.yml"].encode()


def archive(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in members:
            opened.writestr(name, data)
    return made.getvalue()


def link() -> bytes:
    member = zipfile.ZipInfo("p/form.yml")
    member.external_attr = 0o120777 << 16
    return archive(("p/service.yml", SERVICE), (member, b"/etc/passwd"))


def lying_about_its_size() -> bytes:
    """A member that says 10 bytes and unpacks to 3 million."""
    data = bytearray(archive(("service.yml", b"a" * 3_000_000)))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(mark) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(archive(("service.yml", SERVICE)))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return archive(("p/service.yml", SERVICE), ("p/service.yml", b"id: autre"))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (lambda: archive(("service.yml", b"a" * 1_500_000)), "dépasse 1 Mo"),
    "a bomb of many": (
        lambda: archive(*((f"p{n}.txt", b"a" * 900_000) for n in range(20))),
        "dépasse 4 Mo une fois ouverte",
    ),
    "a lie about its size": (lying_about_its_size, "n’est pas une archive zip lisible"),
    "a path that climbs": (
        lambda: archive(("../service.yml", SERVICE)),
        "« ../service.yml » n’a pas sa place",
    ),
    "an absolute name": (lambda: archive(("/service.yml", SERVICE)), "n’a pas sa place"),
    "a name of Windows": (lambda: archive(("C:\\p\\service.yml", SERVICE)), "n’a pas sa place"),
    "a link": (link, "« p/form.yml » n’a pas sa place"),
    "the same name twice": (twice, "« service.yml » est deux fois dans cette archive"),
    "the same name in two folders": (
        lambda: archive(("p/service.yml", SERVICE), ("q/service.yml", SERVICE)),
        "plusieurs dossiers",
    ),
    "two packages": (
        lambda: archive(("p/service.yml", SERVICE), ("q/form.yml", SERVICE)),
        "plusieurs dossiers",
    ),
    "a package in a package": (
        lambda: archive(("p/service.yml", SERVICE), ("p/q/service.yml", SERVICE)),
        "« p/q/service.yml » n’a pas sa place",
    ),
    "an archive in an archive": (
        lambda: archive(("service.yml", SERVICE), ("p.zip", archive(("a.yml", b"a")))),
        "« p.zip » n’a pas sa place",
    ),
    "too many files": (
        lambda: archive(*((f"f{n}.txt", b"a") for n in range(40))),
        "trop de fichiers",
    ),
    "another encoding": (
        lambda: archive(("service.yml", "id: é".encode("latin-1"))),
        "service.yml n’est pas écrit en UTF-8",
    ),
    "no zip": (lambda: b"id: pau/essai\n", "n’est pas une archive zip lisible"),
    "nothing": (lambda: archive(), "Il n’y a pas de service.yml"),
    "half a zip": (lambda: archive(("service.yml", SERVICE))[:-40], "n’est pas une archive zip"),
    "a password": (encrypted, "n’est pas une archive zip lisible"),
    "a program": (
        lambda: archive(("service.yml", SERVICE), ("run.py", b"x")),
        "« run.py » n’a pas sa place",
    ),
    "an unknown file": (
        lambda: archive(("service.yml", SERVICE), ("formulaire.yml", b"pages: []")),
        "« formulaire.yml » n’est pas un fichier de paquet",
    ),
    "no YAML": (
        lambda: archive(("service.yml", b"id: [")),
        "service.yml ne peut pas être lu, ligne 2 : vérifiez",
    ),
    "an empty file": (lambda: archive(("service.yml", b"")), "service.yml est vide"),
    "too large": (lambda: b"PK" + b"0" * 2_000_000, "dépasse 2 Mo"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_package_is_refused_with_its_reason(case: str, settings: Any):
    make, words = REFUSED[case]
    with pytest.raises(ImportRefused) as refused:
        files_in(make())
    assert words in str(refused.value).replace("\u202f", " ")


def test_what_went_out_comes_in_again():
    assert files_in(zipped(GOOD, "acte")) == GOOD
    noise = [("__MACOSX/p/._form.yml", b"\x00"), ("p/.DS_Store", b"\x00")]
    members = [(f"p/{name}", text.encode()) for name, text in GOOD.items()]
    assert files_in(archive(*noise, *members)) == GOOD


@pytest.mark.django_db
def test_a_refusal_is_said_on_the_page_and_writes_nothing():
    owner = directory.unit(directory.institution()).institution
    client = accounts.sign_in(Client(), accounts.make_administrator())
    sent = SimpleUploadedFile("paquet.zip", archive(("../service.yml", SERVICE)))
    page = client.post(reverse("workshop:new-archive"), {"institution": owner.pk, "archive": sent})
    assert page.status_code == 200
    assert "n’a pas sa place" in page.content.decode()
    assert [kept.objects.count() for kept in (Project, Save, Text)] == [0, 0, 0]
