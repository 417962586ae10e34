"""Every channel is equal: each shipped package is asked for, page by page, through each channel it
declares, and what arrives is the same."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_resident
from parvis.cases.actions import submit
from parvis.cases.actions.drafts import GIVEN_ANEW
from parvis.cases.engine.scenarios import Engine
from parvis.cases.engine.stage import Stage
from parvis.cases.models import Case, Draft, PaperForm
from parvis.cases.tests.agent.doors import enter, search
from parvis.cases.tests.factories import make_handler
from parvis.catalogue import loader
from parvis.catalogue.definition import Field, Package
from parvis.core import clock
from parvis.partners.tests.conftest import program
from parvis.territory.models import Area

LIBRARY = Path(__file__).parents[2] / "library"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
PACKAGES = {
    f"{folder.parent.name}/{folder.name}": loader.load(folder)
    for folder in sorted(path.parent for path in LIBRARY.glob("*/*/service.yml"))
}
WAYS = [
    (name, channel) for name, package in PACKAGES.items() for channel in package.service.channels
]
EACH_DAY = "pau-bearn-pyrenees/composteur-partage"
TRIED = [
    pytest.param(name, channel, marks=[] if name == EACH_DAY else pytest.mark.proof)
    for name, channel in WAYS
]


def written(field: Field, value: Any, path: str) -> dict[str, Any]:
    """An answer of a scenario as a browser would post it."""
    match field.type:
        case "date":
            return _days(path, value)
        case "amount":
            return {path: f"{value // 100},{value % 100:02}"}
        case "yes_no":
            return {path: "yes" if value else "no"}
        case "declaration":
            return {path: "on"} if value else {}
        case "person":
            parts = {f"{path}.{key}": part for key, part in value.items() if key != "birth_date"}
            return parts | _days(f"{path}.birth_date", value.get("birth_date", ""))
        case "address" | "place":
            return {f"{path}.{key}": part for key, part in value.items() if part is not None}
        case "commune":
            named = Area.objects.get(level=Area.Level.COMMUNE, code=value).name
            return {f"{path}.typed": named, f"{path}.code": value}
        case "files" | "information" | "group":
            return {}
    return {path: value}


def _days(path: str, value: str) -> dict[str, str]:
    if not value:
        return {}
    day = date.fromisoformat(value)
    return {
        f"{path}_day": str(day.day),
        f"{path}_month": str(day.month),
        f"{path}_year": str(day.year),
    }


def fill(client: Client, package: Package, answers: dict[str, Any], here: str) -> str:
    """Answer page after page from `here`; the address of the check page."""
    for _page in range(3 * len(package.form.pages) + 3):
        if here.endswith("/verifier/"):
            return here
        shown = re.search(r'name="_shown" value="([^"]*)"', client.get(here).content.decode())
        assert shown, here
        paths = shown[1].split(",")
        posted: dict[str, Any] = {"_shown": shown[1]}
        files: dict[str, Any] = {}
        for field in package.form.all_fields():
            if field.id in paths and field.type == "files":
                files[field.id] = SimpleUploadedFile("piece.png", PNG, "image/png")
            elif field.id in paths and field.id in answers:
                posted |= written(field, answers[field.id], field.id)
        here = client.post(here, posted | files).url
        assert "verifier=1" not in here, (here, wrong(client, here))
    raise AssertionError(f"the form does not end: {here}")


def wrong(client: Client, page: str) -> list[str]:
    return re.findall(
        r'class="field__error"[^>]*>(.*?)</p>', client.get(page).content.decode(), re.S
    )


def every_answer(package: Package) -> dict[str, Any]:
    """Those of the first scenario, and what only an agent is asked, which stands in a later one."""
    every = [one.given.answers for one in reversed(package.scenarios.scenarios)]
    return {key: value for answers in every for key, value in answers.items()}


class Way:
    """A package installed, its applicant, and an agent of the unit in charge."""

    def __init__(self, package: Package, channel: str) -> None:
        given = package.scenarios.scenarios[0].given.model_copy(update={"channel": channel})
        self.package, self.channel = package, channel
        self.answers = every_answer(package)
        self.stage = Stage(package, given)
        self.person: Person = self.stage.person
        self.installation = self.stage.installation
        self.unit = self.stage.units[package.service.lead]

    def at_home(self) -> Draft:
        self.client = Client()
        self.client.force_login(self._account())
        begun = self.client.post(reverse("cases:start", args=[self.installation.slug]))
        assert begun.status_code == 302
        return Draft.objects.get()

    def with_an_agent(self) -> Draft:
        self.client = enter(make_handler(self.unit))
        if self.channel == "post":
            self._bring_paper()
        search(self.client, self.person.family_name)
        asked = {"demarche": self.installation.pk, "canal": self.channel}
        begun = self.client.post(reverse("cases:desk-start", args=[self.person.pk]), asked)
        assert begun.status_code == 302
        return Draft.objects.get()

    def page_by_page(self) -> str:
        """What the last page answered."""
        draft = self.at_home() if self.channel == "web" else self.with_an_agent()
        space = "cases:" if self.channel == "web" else "cases:desk-"
        first = self.client.get(reverse(f"{space}resume", args=[draft.pk])).url
        fill(self.client, self.package, self.answers, first)
        return self.client.post(reverse(f"{space}submit", args=[draft.pk])).content.decode()

    def by_a_program(self) -> str:
        """One request of a partner's program, with its files."""
        fields = {one.id: one for one in self.package.form.all_fields()}
        asked = {
            "service": self.installation.slug,
            "person": {
                "family_name": self.person.family_name,
                "given_names": self.person.given_names,
            },
            "answers": {
                key: value
                for key, value in self.answers.items()
                if fields[key].type != "files" and value not in ("", None)
            },
        }
        files = {
            key: SimpleUploadedFile("piece.png", PNG, "image/png")
            for key in self.answers
            if fields[key].type == "files"
        }
        mine = program(self.unit, "file")
        sent = mine.client.post(
            "/api/v1/cases",
            {"request": json.dumps(asked), **files},
            headers=mine.headers | {"idempotency-key": "once"},
        )
        return sent.content.decode()

    def _bring_paper(self) -> None:
        """Printed at home, sent, scanned."""
        sheet = Client().get(reverse("cases:blank", args=[self.installation.slug])).content
        scan = SimpleUploadedFile("scan.pdf", sheet, "application/pdf")
        self.client.post(reverse("cases:papers"), {"pages": [scan], "reference": ""})
        form = PaperForm.objects.get()
        assert form.installation == self.installation
        self.client.post(reverse("cases:paper-form", args=[form.pk]))

    def _account(self) -> Account:
        account = make_resident()
        account.person = self.person
        account.save()
        return account


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "channel"), TRIED)
def test_each_service_is_asked_for_through_each_of_its_channels(name: str, channel: str) -> None:
    package = PACKAGES[name]
    with clock.at(clock.now()):
        way = Way(package, channel)
        answered = way.by_a_program() if channel == "partner" else way.page_by_page()
    case = Case.objects.first()
    assert case is not None, answered[:2000]
    assert case.channel == channel
    assert case.person.family_name == way.person.family_name
    assert (case.person == way.person) == (channel != "partner"), "a program names a new person"
    given = package.scenarios.scenarios[0].given.answers
    told = {key for key, value in given.items() if value not in ("", None, [])}
    assert told <= set(case.answers)


RENEWED = [
    pytest.param(name, channel, marks=[] if channel == "web" else pytest.mark.proof)
    for name, channel in WAYS
    if any(state.renewable for state in PACKAGES[name].process.states.values())
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "channel"), RENEWED)
def test_what_is_renewable_is_renewed_through_each_channel(name: str, channel: str) -> None:
    """From their space, or by an agent: with the same answers filled in, papers given anew."""
    package = PACKAGES[name]
    state = next(key for key, one in package.process.states.items() if one.renewable)
    with clock.at(clock.now()):
        way = Way(package, channel)
        case = submit(draft=way.stage.draft(), person=way.person, party=way.stage.opener())
        Case.objects.filter(pk=case.pk).update(state=state)
        Draft.objects.all().delete()
        draft = renewed(way, case)
        assert (draft.channel, draft.person) == (channel, way.person)
        anew = {one.id for one in package.form.all_fields() if one.type in GIVEN_ANEW}
        assert case.answers.keys() - anew <= draft.answers.keys()
        assert not anew & draft.answers.keys()
        space = "cases:" if channel == "web" else "cases:desk-"
        first = way.client.get(reverse(f"{space}resume", args=[draft.pk])).url
        fill(way.client, package, way.answers, first)
        way.client.post(reverse(f"{space}submit", args=[draft.pk]))
    again = Case.objects.exclude(pk=case.pk).get()
    assert (again.channel, again.person) == (channel, way.person)
    assert case.answers.keys() <= again.answers.keys()


def renewed(way: Way, case: Case) -> Draft:
    """The draft that the button makes, wherever it stands."""
    if way.channel == "web":
        way.client = Client()
        way.client.force_login(way._account())
        way.client.post(reverse("cases:renew", args=[case.reference]))
        return Draft.objects.get()
    way.client = enter(make_handler(way.unit))
    button = reverse("cases:agent-renew", args=[case.reference])
    shown = way.client.get(reverse("cases:agent-detail", args=[case.reference]))
    assert button in shown.content.decode()
    search(way.client, way.person.family_name)
    record = way.client.get(reverse("cases:desk-person", args=[way.person.pk]))
    assert button in record.content.decode()
    asked = {"canal": way.channel} | ({"imprimer": "1"} if way.channel == "post" else {})
    begun = way.client.post(button, asked)
    assert begun.status_code == 302
    if way.channel == "post":
        assert way.client.get(begun.url).content.startswith(b"%PDF")
    return Draft.objects.get()


def test_a_partner_files_at_least_one_of_them() -> None:
    assert "partner" in {channel for _name, channel in WAYS}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "channel"), TRIED)
def test_each_service_goes_to_its_end_whatever_its_channel(name: str, channel: str) -> None:
    """The first scenario of each package ends as it says, whichever way the request came; who may do
    what differs, since the unit that filed a request also acts in the person's name."""
    package = PACKAGES[name]
    first = package.scenarios.scenarios[0]
    answers = every_answer(package)
    given = first.given.model_copy(update={"channel": channel, "answers": answers})
    steps = [
        step.model_copy(
            update={"expect": step.expect and step.expect.model_copy(update={"can": {}})}
        )
        for step in first.steps
    ]
    assert Engine().run(package, first.model_copy(update={"given": given, "steps": steps})) == []


def test_no_package_leaves_out_those_without_the_web_in_silence() -> None:
    for name, package in PACKAGES.items():
        assert not package.service.needs_the_web or package.service.web_only, name
