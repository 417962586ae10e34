"""Codes: letters, desks and lists; each serves once and names nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core.actor import SYSTEM
from parvis.directory.models import Membership
from parvis.notifications.models import Notification
from parvis.notifications.rendering import sms_of
from parvis.notifications.sms import septets
from parvis.participation import actions
from parvis.participation.actions import codes
from parvis.participation.models import Act, Code, Participant
from parvis.participation.rules import PhaseRules
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return consulting.consultation(openness="list")


def _code(town, **more: object) -> str:
    return codes.make_codes(actor=SYSTEM, consultation=town, count=1, **more)[0].code


def test_a_letter_lets_one_person_in_once_however_it_is_typed(town) -> None:
    code, person = _code(town), consulting.resident()
    typed = f" {code[:3].lower()} {code[3:]}-"
    taking = codes.use_code(consultation=town, code=typed, person=person)
    assert taking.way == "letter"
    assert codes.use_code(consultation=town, code=code, person=person) == taking
    with pytest.raises(codes.UsedCode):
        codes.use_code(consultation=town, code=code, person=consulting.resident())


def test_a_desk_vouches_and_no_code_is_kept_in_clear(town) -> None:
    code = _code(town, met_by="216403352")
    taking = codes.use_code(consultation=town, code=code, token="t")
    assert (taking.way, taking.confirmed_by) == ("counter", "216403352")
    assert code not in str(list(Code.objects.values_list()))


@pytest.mark.parametrize("typed", ["", "ABCDE-FGHJK", "'; --"])
def test_a_wrong_code_is_said_to_be_wrong(town, typed: str) -> None:
    _code(town)
    with pytest.raises(codes.WrongCode):
        codes.use_code(consultation=town, code=typed, token="t")


def test_a_code_of_another_consultation_opens_nothing(town) -> None:
    code = _code(consulting.consultation(title="Autre"))
    with pytest.raises(codes.WrongCode):
        codes.use_code(consultation=town, code=code, token="t")


def test_one_person_spends_one_code(town) -> None:
    first, second, person = _code(town), _code(town), consulting.resident()
    taking = codes.use_code(consultation=town, code=first, person=person)
    assert codes.use_code(consultation=town, code=second, person=person) == taking
    assert Code.objects.filter(used_at=None).count() == 1


def test_a_visitor_whom_one_now_knows_counts_with_the_others() -> None:
    rules = PhaseRules(frozenset({Act.PROPOSE, Act.SUPPORT}), frozenset({Act.SUPPORT}))
    town = consulting.consultation(rules=rules)
    idea = consulting.idea(town)
    actions.support(idea=idea, by=consulting.participant(town, token="t"))
    codes.use_code(consultation=town, code=_code(town), token="t")
    idea.refresh_from_db()
    assert (idea.supports, idea.visitor_supports) == (1, 0)


def test_a_list_is_sent_to_once_and_whole_or_not_at_all(town) -> None:
    lines = ["a@exemple.fr", " A@exemple.fr ", "", "b@exemple.fr"]
    assert codes.invite_list(actor=SYSTEM, consultation=town, lines=lines) == 2
    assert codes.invite_list(actor=SYSTEM, consultation=town, lines=[*lines, "c@exemple.fr"]) == 1
    with pytest.raises(codes.WrongList, match="2"):
        codes.invite_list(actor=SYSTEM, consultation=town, lines=["d@exemple.fr", "<script>"])
    sent = Notification.objects.filter(channel="mail")
    assert sorted(one.address for one in sent) == ["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"]
    taking = codes.use_code(consultation=town, code=sent[0].code, token="t")
    assert taking.is_verified
    assert "exemple.fr" not in str(list(Code.objects.values_list()))


def test_a_telephone_gets_a_text_message_and_is_never_kept(town) -> None:
    title = "Une concertation au titre si long qu’il ne tient pas dans un message " * 2
    town.title = title[:150]
    lines = ["06 39 98 12 34", "+33 6 39 98 12 34", "0032 470 12 34 56", "a@exemple.fr"]
    assert codes.invite_list(actor=SYSTEM, consultation=town, lines=lines) == 3
    assert codes.invite_list(actor=SYSTEM, consultation=town, lines=["0639981234"]) == 0
    sent = Notification.objects.filter(channel="sms").order_by("address")
    assert [one.address for one in sent] == ["+32470123456", "+33639981234"]
    for one in sent:
        message = sms_of(one).text
        assert message.startswith(one.code)
        assert message.endswith(_url("taking-part", town))
        assert septets(message) <= 160
    taking = codes.use_code(consultation=town, code=sent[1].code, token="t")
    assert (taking.way, taking.person) == ("letter", None)
    assert "639981234" not in str(list(Code.objects.values_list()))


@pytest.mark.parametrize("wrong", ["05 59 27 85 80", "12", "06 39 98 12", "=1+1", "+"])
def test_what_receives_no_text_message_is_refused_with_the_whole_list(town, wrong: str) -> None:
    with pytest.raises(codes.WrongList, match="2"):
        codes.invite_list(actor=SYSTEM, consultation=town, lines=["06 39 98 12 34", wrong])
    assert not Code.objects.exists()


def _url(name: str, of) -> str:
    return reverse(f"participation:{name}", args=[of.slug])


def test_pages_make_codes_and_take_them(client: Client, town) -> None:
    sign_in(client, consulting.organiser(town.lead))
    page = client.post(_url("agent-codes", town), {"count": "3", "label": "Rue Carnot"})
    made = page.context["made"]
    assert len(made) == 3
    assert (
        "un des deux" in client.post(_url("agent-codes", town), {"label": "Vide"}).content.decode()
    )
    visitor = Client()
    url = _url("taking-part", town)
    assert "J’ai un code" in visitor.get(url).content.decode()
    visitor.post(url, {"what": "code", "code": made[0]})
    assert Participant.objects.get().way == "letter"
    other = sign_in(Client(), make_resident())
    page = other.post(url, {"what": "code", "code": made[0]}, follow=True).content.decode()
    assert "déjà servi" in page


def test_a_front_desk_gives_a_code(client: Client, town) -> None:
    sign_in(client, consulting.organiser(town.lead, Membership.Role.DESK))
    made = client.post(_url("agent-met", town)).context["made"]
    visitor = Client()
    visitor.post(_url("taking-part", town), {"what": "code", "code": made})
    assert Participant.objects.get().way == "counter"
    assert client.get(_url("agent-codes", town)).status_code == 404
