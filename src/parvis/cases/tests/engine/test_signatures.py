"""Somebody else than the applicant must sign: nothing goes on, no clock runs, until they have."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from parvis.accounts.tests.factories import make_resident
from parvis.cases import actions, queries
from parvis.cases.actions import guests, signatures
from parvis.cases.engine import party as parties
from parvis.cases.engine.stage import Stage
from parvis.cases.models import Case, Guest, IssuedDocument, Turn
from parvis.cases.queries.signatures import signed_by
from parvis.cases.tests.factories import make_handler
from parvis.catalogue.definition import Package
from parvis.catalogue.tests.factories import PARKING, make_package
from parvis.core import clock, codes
from parvis.core.events import deliver_now
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SCAN = b"%PDF-1.4\n%%EOF"


class Story:
    """A request for a vehicle that is in somebody else's name."""

    def __init__(self, *, edit=None, email="mh@example.test", **answers: object) -> None:
        package = make_package(PARKING)
        if edit is not None:
            document = package.model_dump(mode="json", by_alias=True)
            edit(document)
            package = Package.model_validate(document)
        scenario = next(one for one in package.scenarios.scenarios if "qui signe" in one.name)
        given = scenario.given.model_copy(update={"answers": scenario.given.answers | answers})
        self.stage = Stage(package, given)
        self.agent = make_handler(self.stage.units["parking"], name="Amélie Castera")
        self.applicant = make_resident(email=email)
        self.applicant.person = self.stage.person
        self.applicant.save()
        self.case = actions.submit(
            draft=self.stage.draft(),
            person=self.stage.person,
            party=parties.applicant(self.applicant),
        )

    @property
    def item(self):
        return self.case.items.filter(kind="accord_titulaire").latest("ordinal")

    @property
    def guest(self) -> Guest:
        return Guest.objects.select_related("item__case").get(item=self.item)

    @property
    def party(self):
        return parties.agent(self.agent)

    def again(self) -> Case:
        self.case.refresh_from_db()
        return self.case

    def code(self) -> str:
        guests.send_code(guest=self.guest)
        return Notification.objects.filter(key__contains=":code:").latest("pk").code

    def sign(self, result: str = "signed", text: str = "") -> Case:
        signatures.sign_by_link(guest=self.guest, code=self.code(), result=result, text=text)
        deliver_now()
        return self.again()

    def scan(self):
        return SimpleUploadedFile("accord.pdf", SCAN, content_type="application/pdf")


@pytest.fixture
def story():
    with clock.at(MONDAY):
        yield Story()


def told(word: str) -> list[str]:
    return sorted(
        f"{one.channel} {one.address}" for one in Notification.objects.filter(key__contains=word)
    )


def test_sent_it_waits_and_no_time_runs_against_the_administration(story):
    case = story.again()
    assert (case.state, case.hand, case.due_on) == ("recue", "signatory", date(2026, 4, 1))
    assert not case.deadlines.exists()
    assert not Turn.objects.filter(case=case).exists()
    with pytest.raises(actions.NotAllowed):
        actions.perform(case=case, transition="accorder", party=story.party, inputs={})
    can = [one.transition for one in queries.moves_of(case, story.party)]
    assert can == ["demander_piece"]
    mine = parties.applicant(story.applicant)
    assert [one.transition for one in queries.moves_of(case, mine)] == ["retirer"]
    stands = queries.standing(case, mine, "fr")
    assert (stands.state_label, stands.hand_label) == ("Attend une signature", "Jean Laborde")
    assert stands.due_on is None


def test_the_link_goes_by_mail_the_code_by_text_message(story):
    story.code()
    assert told(":link:") == ["mail jean.laborde@example.fr"]
    assert told(":code:") == ["sms +33612345678"]


def test_with_a_telephone_alone_both_are_text_messages():
    with clock.at(MONDAY):
        story = Story(courriel_titulaire="")
        story.code()
    assert told(":link:") == told(":code:") == ["sms +33612345678"]


def test_signed_the_request_is_complete_and_the_clock_starts_that_day(story):
    with clock.at(MONDAY + timedelta(days=8)):
        case = story.sign()
    deadline = case.deadlines.get()
    assert (case.hand, deadline.started_on) == ("parking", date(2026, 3, 10))
    why = queries.standing(case, story.party, "fr").why
    assert "2 mars 2026" in why[0]
    assert "signature" in why[0]
    entry = Entry.objects.get(verb="cases.signed")
    assert entry.detail["sha256"] == story.item.asked["sha256"]
    receipts = IssuedDocument.objects.filter(case=case, kind="receipt").count()
    assert receipts == 2
    assert IssuedDocument.objects.filter(kind="signature-1-accord_titulaire").exists()


def test_pressed_twice_it_is_signed_once(story):
    code = story.code()
    signatures.sign_by_link(guest=story.guest, code=code, result="signed")
    with pytest.raises(codes.CodeRefused):
        signatures.sign_by_link(guest=story.guest, code=code, result="declined", text="Non")
    assert Entry.objects.filter(verb="cases.signed").count() == 1


@pytest.mark.parametrize("wrong", ["", "000000", "12345"])
def test_a_wrong_code_signs_nothing_and_counts(story, wrong):
    code = story.code()
    if code == wrong:
        pytest.skip("drawn")
    with pytest.raises(codes.CodeRefused) as refused:
        signatures.sign_by_link(guest=story.guest, code=wrong, result="signed")
    assert refused.value.left == codes.ATTEMPTS - 1
    assert story.item.done_at is None


def test_declining_says_why_and_the_package_says_what_follows(story):
    code = story.code()
    with pytest.raises(actions.InvalidInputs):
        signatures.sign_by_link(guest=story.guest, code=code, result="declined")
    signatures.sign_by_link(
        guest=story.guest, code=code, result="declined", text="Le véhicule est vendu."
    )
    case = story.again()
    assert (case.state, case.outcome) == ("sans_accord", "withdrawn")
    assert not case.deadlines.exists()


def test_a_signature_on_other_answers_holds_no_longer(story):
    story.sign()
    first = story.item
    actions.perform(
        case=story.case,
        transition="demander_piece",
        party=story.party,
        inputs={},
        correction={"fields": ["immatriculation"], "message": "Ce n’est pas cette plaque."},
    )
    mine = parties.applicant(story.applicant)
    with clock.at(MONDAY + timedelta(days=3)):
        case = actions.perform(
            case=story.case,
            transition="completer",
            party=mine,
            inputs={},
            correction={"immatriculation": "CD-456-EF"},
        )
        assert case.hand == "signatory"
        assert story.item.ordinal == 2
        assert story.item.asked["sha256"] != first.asked["sha256"]
        assert case.deadlines.get(rule="instruction").suspended_since is not None
    with clock.at(MONDAY + timedelta(days=9)):
        case = story.sign()
    assert case.hand == "parking"
    deadline = case.deadlines.get(rule="instruction")
    assert (deadline.suspended_since, deadline.started_on) == (None, date(2026, 3, 11))


def test_a_clock_that_goes_on_standing_still_is_said_once(story):
    """Answered, and to be signed again: it did not run in between."""
    story.sign()
    asked = {"fields": ["immatriculation"], "message": "Ce n’est pas cette plaque."}
    with clock.at(MONDAY + timedelta(days=2)):
        actions.perform(
            case=story.case,
            transition="demander_piece",
            party=story.party,
            inputs={},
            correction=asked,
        )
    mine = parties.applicant(story.applicant)
    with clock.at(MONDAY + timedelta(days=5)):
        actions.perform(
            case=story.case,
            transition="completer",
            party=mine,
            inputs={},
            correction={"immatriculation": "CD-456-EF"},
        )
    with clock.at(MONDAY + timedelta(days=9)):
        case = story.sign()
    clocks = case.events.filter(kind__startswith="deadline_").order_by("pk")
    told = [(one.at.day, one.kind) for one in clocks]
    assert told == [(4, "deadline_suspended"), (11, "deadline_resumed")]
    why = queries.standing(case, mine, "fr").why
    assert "du mercredi 4 mars 2026 au mercredi 11 mars 2026" in why[0]


def test_an_address_corrected_makes_the_former_link_open_nothing(story):
    token = link_of(story)
    mine = parties.applicant(story.applicant)
    signatures.send_again(item=story.item, party=mine, email="j@example.fr", phone="")
    assert guests.guest_at(story.guest.pk, token) is None
    assert "mail j@example.fr" in told(":link:")
    assert Entry.objects.filter(verb="cases.signature_sent").count() == 1


def test_what_was_sent_elsewhere_is_not_called_back_by_a_correction(story):
    mine = parties.applicant(story.applicant)
    signatures.send_again(item=story.item, party=mine, email="j@example.fr", phone="")
    actions.perform(
        case=story.case,
        transition="demander_piece",
        party=story.party,
        inputs={},
        correction={"fields": ["zone", "courriel_titulaire"], "message": "Quelle zone ?"},
    )
    links = len(told(":link:"))
    answer = {"zone": "zone_b"}
    for expected in (links, links + 1):
        case = actions.perform(
            case=story.again(), transition="completer", party=mine, inputs={}, correction=answer
        )
        assert len(told(":link:")) == expected
        if expected == links:
            actions.perform(
                case=case,
                transition="demander_piece",
                party=story.party,
                inputs={},
                correction={"fields": ["courriel_titulaire"], "message": "Quel courriel ?"},
            )
            answer = {"courriel_titulaire": "jl@example.fr"}
    assert "mail jl@example.fr" in told(":link:")


def link_of(story) -> str:
    sent = Notification.objects.filter(key__startswith=f"guest:{story.guest.pk}:link").latest("pk")
    return re.search(r"/lien/([^/]+)/", sent.link).group(1)


def test_on_paper_the_scan_is_kept_and_both_are_named(story):
    with pytest.raises(actions.InvalidInputs):
        signatures.record(item=story.item, party=story.party, result="signed", how="paper")
    signatures.record(
        item=story.item, party=story.party, result="signed", how="paper", uploads=[story.scan()]
    )
    case = story.again()
    assert case.hand == "parking"
    assert case.attachments.get(field=f"@signature.{story.item.pk}").sha256 == (
        hashlib.sha256(SCAN).hexdigest()
    )
    entry = Entry.objects.get(verb="cases.signed")
    assert (entry.actor_label, entry.detail["who"]) == ("Amélie Castera", "Jean Laborde")


def test_somebody_signed_in_finds_it_in_their_account_and_nobody_else_does(story):
    jean = make_resident(email="jean.laborde@example.fr")
    assert not signed_by(jean).exists()
    signatures.sign_as(guest=story.guest, account=jean, result="signed")
    assert [one.pk for one in signed_by(jean)] == [story.guest.pk]
    assert not queries.visible_to(jean).exists()
    assert not signed_by(story.applicant).exists()


def test_the_applicant_cannot_sign_for_the_other(story):
    with pytest.raises(actions.NotAllowed):
        signatures.sign_as(guest=story.guest, account=story.applicant, result="signed")
    mine = replace(parties.applicant(story.applicant), guest_of=None)
    with pytest.raises(actions.NotAllowed):
        actions.finish_item(item=story.item, party=mine, result="signed", inputs={})
    stranger = parties.applicant(make_resident(email="autre@example.test"))
    with pytest.raises(actions.NotFound):
        signatures.record(item=story.item, party=stranger, result="signed", how="desk")


def test_silence_is_said_by_the_package_and_reminded_of_before(story):
    with clock.at(MONDAY + timedelta(days=11)):
        actions.run_clock(only_case=story.case.pk)
    assert len(told(":link:")) == 2
    with clock.at(MONDAY + timedelta(days=31)):
        actions.run_clock(only_case=story.case.pk)
    assert story.again().state == "sans_accord"
    assert story.item.by_silence


def test_alone_nothing_of_it_is_asked(django_assert_num_queries):
    with clock.at(MONDAY):
        story = Story(titulaire="moi")
    assert (story.case.hand, story.case.items.count()) == ("parking", 0)
    assert story.case.deadlines.exists()


def test_the_decision_names_who_signed(story):
    story.sign()
    actions.perform(
        case=story.case,
        transition="refuser",
        party=story.party,
        inputs={"motif": "hors_zone", "explication": "La rue Carnot n’est dans aucune zone."},
    )
    deliver_now()
    letter = IssuedDocument.objects.get(case=story.case, kind="decision_refus")
    with default_storage.open(letter.storage_name) as file:
        written = PdfReader(file).pages[0].extract_text()
    assert "Jean Laborde, le 2 mars 2026" in " ".join(written.split())


def test_where_the_package_says_nothing_of_silence_it_goes_on_unsigned():
    def only_refusals(document):
        for made in document["process"]["transitions"]:
            if "accord_titulaire" in (made["guard"] or ""):
                made["guard"] = 'items.accord_titulaire.result == "declined"'

    with clock.at(MONDAY):
        story = Story(edit=only_refusals)
    with clock.at(MONDAY + timedelta(days=31)):
        actions.run_clock(only_case=story.case.pk)
    case = story.again()
    assert (case.hand, case.deadlines.get().started_on) == ("parking", date(2026, 4, 2))
    assert [one.transition for one in queries.moves_of(case, story.party)] != []


def test_two_must_sign_and_the_first_is_not_enough():
    def both(document):
        items = document["process"]["items"]
        items["autre"] = items["accord_titulaire"]
        for words in document["texts"].values():
            words["items"]["autre"] = words["items"]["accord_titulaire"]

    with clock.at(MONDAY):
        story = Story(edit=both)
        story.sign()
        assert story.again().hand == "signatory"
        assert told("signature_given")
        assert not story.case.deadlines.exists()
        other = story.case.items.get(kind="autre")
        signatures.record(item=other, party=story.party, result="signed", how="desk", uploads=[])
    assert (story.again().hand, story.case.deadlines.count()) == ("parking", 1)
