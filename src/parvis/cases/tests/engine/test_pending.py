"""Something waits on a case when it is carried to a new version: it goes on as it was asked, once,
or the rehearsal says why not."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from parvis.accounts.tests.factories import make_administrator
from parvis.cases import actions
from parvis.cases.actions import guests, signatures, versions
from parvis.cases.engine import party as parties
from parvis.cases.engine.opinions import Expert, Question
from parvis.cases.models import Guest, Payment, VersionLine
from parvis.cases.tests.engine.test_charges import Parking
from parvis.cases.tests.engine.test_signatures import Story
from parvis.cases.tests.engine.test_validations import conclude, prepare
from parvis.cases.tests.engine.test_validations import world as world_with_validators
from parvis.cases.tests.engine.test_versions import outcomes
from parvis.cases.tests.factories import item_of, make_case, make_world, take_on
from parvis.catalogue import actions as catalogue
from parvis.catalogue.definition import Package
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.revenue import actions as revenue
from parvis.revenue.models import Due, Mode

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Outcome = VersionLine.Outcome
validated = world_with_validators


def renamed(package: Package, names: dict[str, str], edit: Any = None) -> Package:
    """The next version, in which these short names have become others wherever they stand."""
    text = catalogue.written(catalogue.document_of(package))
    for old, new in names.items():
        text = re.sub(rf"\b{old}\b", new, text)
    document = json.loads(text)
    document["service"]["version"] = "9.0.0"
    if edit is not None:
        edit(document)
    return Package.model_validate(document)


def carry(installation: Any, package: Package, **table: Any) -> Any:
    """Install the next version on the same units, and carry every open case to it."""
    former = installation.version
    units = {one.function: one.unit for one in installation.bindings.select_related("unit")}
    catalogue.install(
        version=catalogue.publish(package=package),
        institution=installation.institution,
        area=installation.area,
        bindings=[catalogue.Bind(name, units[name]) for name in package.service.functions],
        slug=installation.slug,
    )
    installation.refresh_from_db()
    proposed = package.migrations.table(former.number).model_copy(update=table)
    run = versions.prepare(
        installation=installation,
        from_version=former,
        table=proposed,
        actor=make_administrator(mfa=False).actor,
    )
    versions.ask_rehearsal(run=run)
    run.refresh_from_db()
    if versions.confirm(run=run):
        versions.carry_on(run.pk)
    return run


def stays(run: Any, *words: str) -> None:
    (outcome, why), *others = outcomes(run)
    assert (outcome, others) == (Outcome.STAYED, [])
    assert all(word in " ".join(why) for word in words), why


def moved(run: Any) -> None:
    assert outcomes(run) == [(Outcome.MOVED, [])]


# A validation ------------------------------------------------------------------------------------


def test_what_was_prepared_is_validated_once_moved(validated):
    case = prepare(validated, make_case(validated))
    package = renamed(case.version.package, {"visa": "relecture"})
    moved(carry(validated.installation, package, items={"visa": "relecture"}))
    case = conclude(validated, case, "relecture", "colleague", "validated")
    assert case.state == "recue"
    case = conclude(validated, case, "signature", "elected", "validated")
    assert (case.state, case.outcome) == ("refusee", "refused")
    assert case.events.filter(kind="moved", subject="refuser").count() == 1


@pytest.mark.parametrize("how", ["left", "other question", "gone"])
def test_what_could_not_be_validated_as_prepared_stays(validated, how):
    case = prepare(validated, make_case(validated))
    table: dict[str, Any] = {}
    names: dict[str, str] = {}
    if how == "left":
        table, names = {"items": {"visa": None}}, {"visa": "relecture"}
    elif how == "gone":
        names = {"refuser": "rejeter"}
    else:
        names = {"explication": "raisons"}
    run = carry(validated.installation, renamed(case.version.package, names), **table)
    stays(run, "attend d’être validé")
    case.refresh_from_db()
    assert item_of(case, "visa").done_at is None


# An opinion --------------------------------------------------------------------------------------


@pytest.fixture
def asked():
    world = make_world()
    case = take_on(world, make_case(world))
    actions.ask_opinions(
        case=case,
        party=world.agent("waste"),
        kind="avis",
        question=Question("Convient-il ?", shares=("emplacement",)),
        of=[Expert("Léa Dumas", "lea@atelier.example")],
    )
    return world, case


def test_an_opinion_is_given_by_the_same_link_on_what_was_shared(asked):
    world, case = asked
    guest = Guest.objects.get()
    browser = guests.bind(guest=guest)
    package = renamed(case.version.package, {"emplacement": "lieu", "avis": "expertise"})
    names = {"fields": {"emplacement": "lieu"}, "items": {"avis": "expertise"}}
    moved(carry(world.installation, package, **names))
    found = guests.guest_in(guest.pk, browser)
    assert found is not None
    assert found.item.asked["shares"] == ["lieu"]
    actions.finish_item(
        item=found.item, party=parties.guest(found), result="favorable", inputs={"text": "Oui."}
    )
    assert item_of(case, "expertise").result == "favorable"


def test_an_opinion_that_nobody_outside_could_give_any_more_keeps_the_case(asked):
    world, case = asked

    def inside(document: dict[str, Any]) -> None:
        document["process"]["items"]["avis"]["outside"] = False

    stays(carry(world.installation, renamed(case.version.package, {}, inside)), "est attendu")
    assert item_of(case, "avis").done_at is None


# A payment ---------------------------------------------------------------------------------------


@pytest.fixture
def parking():
    with clock.at(MONDAY):
        yield Parking()


def test_what_is_due_is_paid_once_and_the_case_goes_on(parking):
    case = parking.asked()
    due = Due.objects.get()
    package = renamed(case.version.package, {"valable": "en_cours"})
    moved(carry(parking.stage.installation, package, states={"valable": "en_cours"}))
    assert Due.objects.get() == due
    revenue.receive(due=due, account=parking.regisseur, mode=Mode.CASH)
    deliver_now()
    case.refresh_from_db()
    assert (case.state, case.charges["redevance"]["paid"]) == ("en_cours", True)


def test_what_nothing_would_follow_once_paid_keeps_the_case(parking):
    case = parking.asked()
    run = carry(parking.stage.installation, renamed(case.version.package, {"redevance": "prix"}))
    stays(run, "est attendu", "rien ne le suivrait")
    revenue.receive(due=Due.objects.get(), account=parking.regisseur, mode=Mode.CASH)
    deliver_now()
    case.refresh_from_db()
    assert case.state == "valable"


def test_a_transfer_made_ready_is_never_made_again():
    from parvis.cases.tests.engine.test_outside import refund

    case, _treasury = refund()
    case = actions.record_facts(case=case, lookup="facture", facts={"paid": 18450, "due": 8450})
    assert Payment.objects.filter(case=case).count() == 1
    paying = Payment.objects.get().transition
    run = carry(case.installation, renamed(case.version.package, {paying: "verser_autrement"}))
    stays(run, "virement")
    assert Payment.objects.filter(case=case).count() == 1


# A signature -------------------------------------------------------------------------------------

NEW_NAMES = {"accord_titulaire": "accord", "immatriculation": "plaque"}
TABLE = {"items": {"accord_titulaire": "accord"}, "fields": {"immatriculation": "plaque"}}


def test_what_waits_is_signed_by_the_same_link():
    with clock.at(MONDAY):
        story = Story()
        package = renamed(story.case.version.package, NEW_NAMES)
        moved(carry(story.stage.installation, package, **TABLE))
    case = story.again()
    assert (case.hand, case.answers["plaque"]) == ("signatory", "AB-123-CD")
    guest = Guest.objects.select_related("item__case").get()
    with clock.at(MONDAY + timedelta(days=8)):
        guests.send_code(guest=guest)
        code = code_of(guest)
        signatures.sign_by_link(guest=guest, code=code, result="signed")
    case = story.again()
    assert (case.hand, case.deadlines.get().started_on) == ("parking", date(2026, 3, 10))
    assert Guest.objects.count() == 1


def code_of(guest: Guest) -> str:
    from parvis.notifications.models import Notification

    return Notification.objects.filter(key__contains=f"{guest.pk}:code:").latest("pk").code


def test_what_was_signed_stays_signed():
    with clock.at(MONDAY):
        story = Story()
        story.sign()
        package = renamed(story.case.version.package, NEW_NAMES)
        moved(carry(story.stage.installation, package, **TABLE))
        case = actions.perform(
            case=story.again(),
            transition="demander_piece",
            party=story.party,
            inputs={},
            correction={"fields": ["quotient_familial"], "message": "Un autre montant ?"},
        )
        case = actions.perform(
            case=case,
            transition="completer",
            party=parties.applicant(story.applicant),
            inputs={},
            correction={"quotient_familial": 820},
        )
    assert (case.hand, case.items.count()) == ("parking", 1)


def test_a_signature_needed_no_longer_makes_the_request_complete():
    with clock.at(MONDAY):
        story = Story()

    def without(document: dict[str, Any]) -> None:
        document["process"]["items"] = {}
        document["process"]["transitions"] = [
            one
            for one in document["process"]["transitions"]
            if "accord_titulaire" not in (one["guard"] or "")
        ]

    with clock.at(MONDAY + timedelta(days=3)):
        package = renamed(story.case.version.package, {}, without)
        run = carry(story.stage.installation, package, items={"accord_titulaire": None})
    moved(run)
    case = story.again()
    assert (case.hand, case.deadlines.get().started_on) == ("parking", date(2026, 3, 5))
