"""A newspaper shows a consultation on its own page: an idea leaves from there, the vote opens here."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.journey, pytest.mark.proof]
FRAMES = {
    "budget-zero-dechet/vote": ("Le vote", 560),
    "moins-de-dechets/avancement": ("Où en est la concertation", 720),
    "moins-de-dechets/idee": ("Proposer une idée", 950),
}
IDEA = "Un bac de tri devant chaque salle de sport"


class Newspaper(BaseHTTPRequestHandler):
    """Another site: one page, which holds the frames as the organisers' page says."""

    def __init__(self, address: str, *more: object) -> None:
        self.address = address
        super().__init__(*more)

    def do_GET(self) -> None:
        frames = "".join(
            f'<h2>{title}</h2><iframe src="{self.address}/cadres/concertations/{path}/?langue=fr"'
            f' title="{title}" width="100%" height="{height}"></iframe>'
            for path, (title, height) in FRAMES.items()
        )
        text = (
            '<!doctype html><html lang="fr"><meta charset="utf-8"><title>La Gazette de Lescar</title>'
            '<meta name="viewport" content="width=device-width">'
            '<body style="font-family:Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem">'
            f"<h1>La Gazette de Lescar</h1><p>Vos idées contre les déchets.</p>{frames}"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture
def elsewhere(address: str) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Newspaper, address))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_an_idea_from_a_newspaper_and_the_way_to_the_vote(elsewhere: str, visit: Visit) -> None:
    reader = visit()
    page = reader.page
    reader.open(elsewhere)
    box = page.frame_locator('iframe[title="Proposer une idée"]')
    expect(box.get_by_role("heading", name="Proposer une idée")).to_be_visible()
    stands = page.frame_locator('iframe[title="Où en est la concertation"]')
    expect(stands.get_by_text("Participants")).to_be_visible()
    vote = page.frame_locator('iframe[title="Le vote"]')
    expect(vote.get_by_role("link", name="Voter")).to_be_visible()
    reader.picture("cadres-ailleurs")
    box.get_by_label("Votre idée en une phrase").fill(IDEA)
    box.get_by_role("button", name="Envoyer").click()
    expect(box.get_by_text("votre idée est bien arrivée")).to_be_visible()
    assert page.context.cookies() == []
    with page.context.expect_page() as opened:
        vote.get_by_role("link", name="Voter").click()
    expect(opened.value).to_have_url(re.compile(r"/concertations/budget-zero-dechet/vote/"))

    moderator = visit("Marc Lacoste")
    moderator.open("/agent/concertations/moins-de-dechets/moderation/")
    moderator.see(IDEA, "envoyée depuis un autre site")
    moderator.open("/agent/concertations/moins-de-dechets/integrer/")
    moderator.see("Sites qui peuvent la montrer", "À copier dans votre page")
    moderator.check()
    moderator.picture("integrer")


def test_what_is_published_is_explained(visit: Visit) -> None:
    reuser = visit(width=390)
    reuser.open("/concertations/moins-de-dechets/donnees/")
    reuser.see("Données ouvertes", "Licence Ouverte")
    reuser.check()
    for path in ("/concertations/moins-de-dechets/integrer/", "/api/participation/"):
        reuser.open(path)
        reuser.check()
    for frame in (
        "moins-de-dechets/idee",
        "budget-zero-dechet/vote",
        "moins-de-dechets/avancement",
    ):
        reuser.open(f"/cadres/concertations/{frame}/?couleurs=sombre")
        reuser.check()
    wide = visit()
    wide.open("/concertations/moins-de-dechets/donnees/")
    wide.page.locator("summary", has_text="Colonnes : Les idées").click()
    wide.picture("donnees-ouvertes")
