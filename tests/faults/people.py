"""What residents and agents do on the real pages, told with the address to come back to."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from tests.faults.browser import Browser

COMPOSTER, REFUND = "composteur-partage", "remboursement-trop-percu"
RESIDENTS = ("Camille Bordenave", "Karim Benali", "Marie-Hélène Laborde-Castérot d’Arrosès")
IBAN = "FR7630006000011234567890189"

ANSWERS: dict[str, dict[str, object]] = {
    "projet": {"cadre": "quartier", "foyers": "8"},
    "lieu": {
        "emplacement__label": "Derrière le local à vélos",
        "emplacement__commune_name": "Lescar",
        "terrain": "public",
    },
    "referent_page": {"referent": "yes", "disponibilites": ["samedi"]},
    "engagement": {"charte": "on"},
    "erreur": {
        "service_facture": "eau",
        "numero_facture": "E-2026-0042",
        "date_paiement_day": "1",
        "date_paiement_month": "6",
        "date_paiement_year": "2025",
        "montant_paye": "184,50",
        "montant_du": "84,50",
    },
    "versement": {"titulaire_compte": "Titulaire", "iban": IBAN, "sincerite": "on"},
}
MARKS = {"projet": "presentation", "erreur": "numero_facture"}


@dataclass
class Promises:
    """What the site said it keeps: cases by draft, and the mark typed in each draft."""

    sent: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)


@dataclass
class Resident:
    """Asks again and again, one request after the other."""

    browser: Browser
    name: str
    promises: Promises

    def begin(self, service: str, mark: str) -> str:
        """A draft whose first two pages were acknowledged; its id."""
        self.browser.open(f"/demarches/{service}/")
        self.browser.press("/demande/", nouvelle="1")
        draft = self.browser.path.split("/")[2]
        while self.browser.path.split("/")[-2] not in {"lieu", "versement"}:
            self._answer(mark)
        self.promises.kept[draft] = mark
        return draft

    def request(self, service: str, mark: str) -> str:
        """Fill in and send; the reference read on the confirmation."""
        draft = self.begin(service, mark)
        self.finish(mark)
        reference = self.browser.text.split("numéro de dossier : ")[1].split()[0]
        self.promises.sent[draft] = reference
        return reference

    def finish(self, mark: str) -> None:
        """The pages that are left, then the button."""
        self.answer_the_rest(mark)
        self.browser.press("envoyer")
        assert self.browser.path.endswith("/envoyee/"), self.browser.text

    def answer_the_rest(self, mark: str) -> None:
        while "/questions/" in self.browser.path:
            self._answer(mark)

    def _answer(self, mark: str) -> None:
        page = self.browser.path.split("/")[-2]
        own = {MARKS[page]: mark} if page == "projet" else {}
        self.browser.press("questions", **{**ANSWERS.get(page, {}), **own})
        assert "verifier=1" not in str(self.browser.page.url), self.browser.text


def _nobody_looks(path: str) -> None:
    return None


Watcher = Callable[[str], None]


@contextmanager
def resident(
    url: str, name: str, promises: Promises | None = None, sending: Watcher = _nobody_looks
) -> Iterator[Resident]:
    with agent(url, name, sending) as browser:
        yield Resident(browser, name, promises or Promises())


@contextmanager
def agent(url: str, name: str, sending: Watcher = _nobody_looks) -> Iterator[Browser]:
    with closing(Browser(url, sending)) as browser:
        browser.sign_in(name)
        yield browser
