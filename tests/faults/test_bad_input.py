"""Bad input sent to a running site: an answer in words, never a breakdown, nothing typed lost."""

import io
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote_from_bytes
from uuid import uuid4

import pytest
from django.urls import URLPattern, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.browser import Browser
from tests.faults.conftest import Opened
from tests.faults.ledger import Ledger
from tests.faults.people import COMPOSTER, RESIDENTS, Resident, agent, resident
from tests.running import Site

pytestmark = pytest.mark.proof

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
# Django tells its log of what strangers try (django.security): no breakdown of ours.
BREAKDOWN = re.compile(r"^(ERROR|CRITICAL) (?!django\.security)|panicked", re.MULTILINE)


@pytest.fixture(autouse=True)
def _no_breakdown(running: Site) -> Iterator[None]:
    """Whatever a test sends, the site's log tells of no error."""
    before = len(running.printed())
    yield
    said = running.printed()[before:]
    found = BREAKDOWN.search(said)
    assert found is None, said[max(0, found.start() - 500) :][:4000]


@pytest.fixture(scope="module")
def camille(opened: Opened) -> Iterator[Resident]:
    with resident(opened().url, RESIDENTS[0]) as person:
        yield person


@pytest.fixture(scope="module")
def draft(camille: Resident) -> str:
    """Begun for all tests that expect nothing of what is kept in it."""
    return camille.begin(COMPOSTER, "kept")


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


UPLOADS = {
    "empty": ("photo.png", b"", "image/png"),
    "cut short": ("photo.png", PNG[:40], "image/png"),
    "a program named as a photo": ("photo.png", b"MZ" + b"\x00" * 200, "image/png"),
    "a page named as a photo": ("photo.png", b"<html><script>alert(1)</script>", "image/png"),
    "a drawing with a script": ("photo.svg", b"<svg><script>1</script></svg>", "image/svg+xml"),
    "photo and archive at once": ("photo.png", PNG + zipped("a.html", b"<script>"), "image/png"),
    "an archive": ("photo.zip", zipped("a.png", PNG), "application/zip"),
    "a huge picture": (
        "photo.png",
        PNG[:16] + b"\xff\xff\xff\x7f\xff\xff\xff\x7f" + PNG[24:],
        "image/png",
    ),
    "a path": ("../../../etc/passwd.png", PNG, "image/png"),
    "a path of Windows": ("C:\\Windows\\photo.png", PNG, "image/png"),
    "a name of nothing": ("\x00.png", PNG, "image/png"),
    "a name without end": ("é" * 5000 + ".png", PNG, "image/png"),
    "a type that is none": ("photo.png", PNG, "x" * 300),
}


@pytest.mark.parametrize("what", UPLOADS)
def test_an_upload_gets_an_answer_in_words(camille: Resident, running: Site, what: str) -> None:
    name, content, kind = UPLOADS[what]
    draft = camille.begin(COMPOSTER, "kept")
    label = {"emplacement.label": "Derrière le mur", "_shown": "emplacement,terrain,photo"}
    camille.browser.send(
        f"/demande/{draft}/questions/lieu/",
        {**label, "joindre": "photo", "csrfmiddlewaretoken": camille.browser.token},
        files={"photo": (name, content, kind)},
    )
    page = camille.browser.page
    assert "<h1" in page.text
    if what == "a name without end":  # nothing of such a form can be read
        assert page.status_code == 400
        return
    assert page.status_code == 200
    camille.browser.open(f"/demande/{draft}/questions/lieu/")
    assert "Derrière le mur" in camille.browser.page.text
    kept = Ledger(running).rows("SELECT * FROM cases_attachment WHERE draft_key = %s", draft)
    if content == PNG:
        assert all("/" not in row["name"] and "\\" not in row["name"] for row in kept)
        assert all(row["storage_name"].startswith(f"attachments/{draft}/") for row in kept)
    elif what != "photo and archive at once":
        assert kept == []
        assert 'class="alert alert--danger"' in page.text


def test_a_request_too_large_is_told(camille: Resident, draft: str) -> None:
    path = f"/demande/{draft}/questions/lieu/"
    camille.browser.open(path)
    token = {"csrfmiddlewaretoken": camille.browser.token}
    big = io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 21 * 1024 * 1024)
    camille.browser.send(path, {**token, "joindre": "photo"}, files={"photo": ("a.png", big)})
    assert "Mo" in camille.browser.text


def test_a_request_beyond_all_is_refused_before_it_comes(running: Site) -> None:
    """Only its head is sent."""
    line = HTTPConnection("127.0.0.1", running.port, timeout=30)
    with closing(line):
        line.putrequest("POST", "/connexion/")
        line.putheader("Content-Length", "9" * 12)
        line.endheaders()
        answer = line.getresponse()
        assert answer.status == 413
        assert "Mo" in answer.read().decode()


MULTIPARTS = {
    "no end": b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue',
    "no head": b"--x\r\n\r\n--x--\r\n",
    "binary": bytes(range(256)) * 4,
    "nothing": b"",
    "a name without end": b'--x\r\nContent-Disposition: form-data; name="'
    + b"a" * 20000
    + b'"\r\n\r\n1\r\n--x--\r\n',
    "base64 that is none": b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n***\r\n--x--\r\n',
    "an unknown charset": b"--x\r\nContent-Disposition: form-data; name*=none''%ff; filename*=zz''%00\r\n\r\n1\r\n--x--\r\n",
}


@pytest.mark.parametrize("what", MULTIPARTS)
@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "é" * 3,
    ],
)
def test_a_broken_body_is_refused(camille: Resident, draft: str, what: str, kind: str) -> None:
    sent = camille.browser.client.post(
        f"/demande/{draft}/questions/lieu/",
        content=MULTIPARTS[what],
        headers={"Content-Type": kind.encode(), "Referer": str(camille.browser.page.url)},
    )
    assert sent.status_code < 500, sent.text[:300]


TYPED = {
    "nothing": "\x00",
    "nothing within": "a\x00b",
    "half a character": "\ud800",
    "very long": "é" * 100_000,
    "backwards": "\u202eabc\u202c",
    "a page": "<script>alert(1)</script>{{ 7*7 }}{% url 'x' %}",
    "a number beyond all": "9" * 5000,
    "a negative": "-1",
    "not a number": "NaN",
    "digits of elsewhere": "١٢٣",
    "spaces": "\u00a0\t\r\n",
}


@pytest.mark.parametrize("what", TYPED)
@pytest.mark.parametrize("page", ["projet", "lieu", "vous"])
def test_what_is_typed_comes_back(camille: Resident, draft: str, page: str, what: str) -> None:
    path = f"/demande/{draft}/questions/{page}/"
    camille.browser.open(path)
    form = next(form for form in camille.browser.read.forms if "questions" in form.action)
    text = TYPED[what]
    odd = dict.fromkeys(
        form.names
        - {"csrfmiddlewaretoken", "partir", "joindre", "photo", "enlever_fichier", "_shown"},
        text,
    )
    body = _urlencoded(form.data | odd)
    camille.browser.page = camille.browser.client.post(path, content=body, headers=URLENCODED)
    assert camille.browser.page.status_code in {200, 302, 400, 413}
    if camille.browser.page.status_code == 302:
        camille.browser.open(path)
        assert camille.browser.page.status_code == 200
    camille.browser.open(f"/demande/{draft}/verifier/")
    assert camille.browser.page.status_code == 200


def _urlencoded(data: dict[str, str | list[str]]) -> bytes:
    pairs = []
    for name, values in data.items():
        for value in [values] if isinstance(values, str) else values:
            raw = value.encode("utf-8", "surrogatepass")
            pairs.append(f"{name}={quote_from_bytes(raw)}")
    return "&".join(pairs).encode()


def test_a_form_without_its_token_is_refused_in_words(camille: Resident, draft: str) -> None:
    for token in ("", "x", "a" * 64, "\x00", "é" * 64):
        page = camille.browser.client.post(
            f"/demande/{draft}/questions/lieu/", data={"csrfmiddlewaretoken": token}
        )
        assert page.status_code == 403
        assert "<h1" in page.text
        assert 'lang="fr"' in page.text


def test_nothing_typed_is_lost_when_the_session_ends(running: Site) -> None:
    with resident(running.url, RESIDENTS[1]) as person:
        draft, browser = person.begin(COMPOSTER, "kept"), person.browser
        form = next(form for form in browser.read.forms if "questions" in form.action)
        browser.client.cookies.delete("sessionid")
        browser.send(form.action, form.data | {"emplacement.label": "Près du lavoir"})
        assert "/connexion/" in browser.path
        browser.open(f"/compte/demonstration/?next=/demande/{draft}/questions/lieu/")
        browser.press("demonstration", **dict([browser.read.labels[RESIDENTS[1]]]))
        assert "Près du lavoir" in browser.page.text


def test_a_request_sent_twice_at_once_is_one(camille: Resident, running: Site) -> None:
    draft = camille.begin(COMPOSTER, "sent twice")
    camille.answer_the_rest("kept")
    data = {"csrfmiddlewaretoken": camille.browser.token}

    def press() -> str:
        sent = camille.browser.client.post(f"/demande/{draft}/envoyer/", data=data)
        return sent.headers["location"]

    with ThreadPoolExecutor(4) as hands:
        pressed = [hands.submit(press) for _ in range(4)]
    assert {one.result() for one in pressed} == {f"/demande/{draft}/envoyee/"}
    opened = "SELECT count(*) FROM cases_case WHERE draft_key = %s"
    assert Ledger(running).one(opened, draft) == 1


URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
FORGED = (
    "avant",
    "apres",
    "curseur",
    "page",
    "q",
    "tri",
    "etat",
    "service",
    "tache",
    "next",
    "retour",
    "verifier",
)
VALUES = st.one_of(
    st.sampled_from(
        [
            "-1",
            "0",
            "9" * 30,
            "9" * 5000,
            "\x00",
            "a:b:c",
            "' OR 1=1 --",
            "//evil",
            "[]",
            "%ff",
            "²",
            "١",
        ]
    ),
    st.text(max_size=40),
)


def _addresses(site: Site) -> list[str]:
    """Every address of the site, with things that exist and things that do not."""
    ledger = Ledger(site)
    case = ledger.rows("SELECT reference, draft_key FROM cases_case ORDER BY id DESC LIMIT 1")
    draft = ledger.rows("SELECT id FROM cases_draft ORDER BY saved_at DESC LIMIT 1")
    known = {
        "reference": [row["reference"] for row in case] + ["%00", "zzz", "%F0%9F%98%80"],
        "draft": [str(row["id"]) for row in draft] + [str(uuid4())],
        "slug": [COMPOSTER, "nulle-part"],
        "page": ["vous", "nulle-part"],
        "transition": ["retirer", "accepter", "nulle-part"],
        "to": ["usager", "note", "service-1", "service-99999999999"],
    }
    numbers = ["1", "0", "99999999999999999999"]
    found: list[str] = []

    def walk(patterns: list[Any], before: str) -> None:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if not isinstance(pattern, URLPattern):
                walk(pattern.url_patterns, here)
                continue
            for turn in range(3):

                def fill(match: re.Match[str], turn: int = turn) -> str:
                    kind, _colon, name = match[1].rpartition(":")
                    values = known.get(name) or (
                        numbers if kind == "int" else [str(uuid4())] if kind == "uuid" else ["abc"]
                    )
                    return values[turn % len(values)]

                path = "/" + re.sub(r"<([^>]+)>", fill, here)
                if "^" not in path and "deconnexion" not in path and path not in found:
                    found.append(path)

    walk(get_resolver().url_patterns, "")
    return found


@pytest.fixture(scope="module")
def everybody(opened: Opened) -> Iterator[list[Browser]]:
    """Nobody, a resident of whom no other test knows anything, an agent, an administrator."""
    site = opened()
    with (
        closing(Browser(site.url)) as nobody,
        resident(site.url, "Marie Dupouy") as marie,
        agent(site.url, "Nadia Etcheverry") as nadia,
        agent(site.url, "Maya Larrouy") as maya,
    ):
        marie.request(COMPOSTER, "fuzz")
        marie.begin(COMPOSTER, "fuzz")
        nobody.open("/")
        yield [nobody, marie.browser, nadia, maya]


def test_no_address_breaks_down(running: Site, everybody: list[Browser]) -> None:
    """Each address as those who may see most; some with odd questions; posts of anything."""
    addresses = _addresses(running)
    assert len(addresses) > 80
    for path in addresses:
        for who in everybody[1:3]:
            assert who.client.get(path).status_code < 500, path
    _ask_odd_questions(addresses, everybody)
    _post_anything(addresses, everybody)


BOUNDED = settings(max_examples=80, database=None, suppress_health_check=list(HealthCheck))


def _ask_odd_questions(addresses: list[str], everybody: list[Browser]) -> None:
    @BOUNDED
    @given(
        st.sampled_from(addresses),
        st.sampled_from(everybody),
        st.dictionaries(st.sampled_from(FORGED), VALUES, max_size=3),
    )
    def ask(path: str, who: Browser, question: dict[str, str]) -> None:
        page = who.client.get(f"{path}?{_urlencoded(question).decode()}")
        assert page.status_code < 500, (path, question)

    ask()


def _post_anything(addresses: list[str], everybody: list[Browser]) -> None:
    @BOUNDED
    @given(
        st.sampled_from([path for path in addresses if "fermer" not in path]),
        st.sampled_from(everybody),
        st.dictionaries(st.text("abcdefghij_.é\x00", max_size=12), VALUES, max_size=5),
    )
    def post(path: str, who: Browser, typed: dict[str, str]) -> None:
        token = {"csrfmiddlewaretoken": who.client.cookies.get("csrftoken", "")}
        page = who.client.post(path, content=_urlencoded(typed | token), headers=URLENCODED)
        assert page.status_code < 500, (path, typed)

    post()
