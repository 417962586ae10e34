"""Pages of ideas: read, written, supported, with few questions to the database."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core import clock
from parvis.core.ui.components import card
from parvis.participation import actions
from parvis.participation.models import Act, Idea, Participant, Support
from parvis.participation.rules import PhaseRules
from parvis.participation.templatetags.ideas import idea_cards, idea_line, idea_stage
from parvis.participation.tests import consulting
from parvis.participation.tests.consulting import DAY

pytestmark = pytest.mark.django_db
VISITED = PhaseRules(
    frozenset({Act.PROPOSE, Act.SUPPORT, Act.ARGUE}), frozenset({Act.PROPOSE, Act.SUPPORT})
)


@pytest.fixture
def town():
    return consulting.consultation(rules=VISITED, themes=["Composter", "Trier"])


def _url(name: str, of, **more: object) -> str:
    return reverse(f"participation:{name}", kwargs={"slug": of.slug, **more})


def _told(**more: object) -> dict[str, object]:
    return {"title": "Prêter de la vaisselle pour la fête", "text": "On jette trop.", **more}


def test_a_resident_writes_sees_what_is_alike_and_sends(client: Client, town) -> None:
    other = consulting.idea(town, commune=consulting.area())
    sign_in(client, make_resident())
    url = _url("propose", town)
    assert client.get(url).status_code == 200
    answer = client.post(url, _told(commune=str(consulting.area().pk), theme="Trier"))
    assert answer.status_code == 302, answer.context["form"].errors
    idea = Idea.objects.get(theme="Trier")
    assert idea.state == "draft"
    page = client.get(answer["Location"]).content.decode()
    assert other.title in page
    assert "Peut-être la même, ici" in page
    client.post(answer["Location"])
    idea.refresh_from_db()
    assert (idea.state, idea.commune) == ("shown", consulting.area())


def test_it_can_be_kept_for_later_and_found_again(client: Client, town) -> None:
    sign_in(client, make_resident())
    client.post(_url("propose", town), _told(then="later"))
    assert "Prêter de la vaisselle" in client.get(_url("my-ideas", town)).content.decode()
    assert "Prêter de la vaisselle" not in client.get(_url("ideas", town)).content.decode()


def test_no_idea_is_asked_for_once_the_phase_is_over(client: Client, town) -> None:
    link = f'href="{_url("propose", town)}"'
    assert link in client.get(_url("ideas", town)).content.decode()
    town.phases.update(opens_at=clock.now() - 2 * DAY, closes_at=clock.now() - DAY)
    page = client.get(_url("ideas", town)).content.decode()
    assert link not in page
    assert "Aucune idée n’a été publiée ici" in page


def test_what_is_missing_is_said(client: Client, town) -> None:
    sign_in(client, make_resident())
    page = client.post(_url("propose", town), {"title": "Court"}).content.decode()
    assert "id_title" in page
    assert not Idea.objects.exists()


def test_a_visitor_writes_apart_where_the_phase_lets_them(client: Client, town) -> None:
    page = client.get(_url("propose", town)).content.decode()
    assert "visiteur" in page
    answer = client.post(_url("propose", town), _told())
    client.post(answer["Location"])
    assert Participant.objects.get().way == "none"
    assert Idea.objects.get().state == "shown"


def test_a_phase_closed_to_visitors_sends_them_to_sign_in(client: Client) -> None:
    town = consulting.consultation()
    page = client.get(_url("propose", town)).content.decode()
    assert "Connectez-vous" in page
    client.post(_url("propose", town), _told())
    assert not Idea.objects.exists()


def test_the_part_of_what_is_alike_answers_by_itself(client: Client, town) -> None:
    idea = consulting.idea(town)
    found = client.get(_url("near", town), {"title": "Prêter de la vaisselle"}).content.decode()
    assert idea.title in found
    assert "<html" not in found
    assert idea.title not in client.get(_url("near", town), {"title": "Prêt"}).content.decode()


def test_one_supports_argues_and_asks_to_join(client: Client, town) -> None:
    idea = consulting.idea(town)
    sign_in(client, make_resident())
    url = _url("idea", town, idea=idea.pk)
    client.post(url, {"what": "support"})
    client.post(url, {"what": "argue", "side": "for", "text": "Très utile."})
    client.post(url, {"what": "ask"})
    page = client.get(url).content.decode()
    assert "Très utile." in page
    assert "1 soutien" in page
    client.post(url, {"what": "stop"})
    assert not Support.objects.exists()
    assert client.post(url, {"what": "fly"}).status_code == 404


def test_an_author_answers_changes_and_withdraws(client: Client, town) -> None:
    account = make_resident()
    idea = consulting.idea(town, consulting.participant(town, account.person))
    keen = consulting.participant(town)
    actions.ask_to_join(idea=idea, by=keen)
    sign_in(client, account)
    url = _url("idea", town, idea=idea.pk)
    asking = idea.authorships.get(participant=keen)
    client.post(url, {"what": "answer", "asking": f"{asking.pk}:yes"})
    asking.refresh_from_db()
    assert asking.state == "agreed"
    client.post(
        _url("change-idea", town, idea=idea.pk), _told(title="Vaisselle prêtée par la mairie")
    )
    assert "Vaisselle prêtée" in client.get(_url("wordings", town, idea=idea.pk)).content.decode()
    client.post(url, {"what": "withdraw"})
    idea.refresh_from_db()
    assert idea.state == "withdrawn"
    assert Client().get(url).status_code == 404


def test_a_link_invites_one_author(client: Client, town) -> None:
    account, guest = make_resident(), make_resident()
    idea = consulting.idea(town, consulting.participant(town, account.person))
    sign_in(client, account)
    link = client.post(_url("invite", town, idea=idea.pk)).context["link"]
    other = sign_in(Client(), guest)
    assert idea.title in other.get(link).content.decode()
    assert idea.authorships.filter(state="agreed").count() == 1
    other.post(link)
    assert idea.authorships.filter(state="agreed").count() == 2
    assert other.get(link).status_code == 404


def test_whoever_argued_asks_once_for_a_new_reading(client: Client, town) -> None:
    account, idea = make_resident(), consulting.idea(town)
    mine = actions.argue(
        idea=idea, by=consulting.participant(town, account.person), side="for", text="Oui."
    )
    unit = town.lead
    agent = consulting.organiser(unit)
    actions.decide(written=mine, shows=False, agent=agent, unit=unit, rule="insult")
    url, asked = _url("idea", town, idea=idea.pk), "Demander un nouvel examen"
    assert asked not in Client().get(url).content.decode()
    sign_in(client, account)
    assert asked in client.get(url).content.decode()
    other = sign_in(Client(), make_resident())
    post = {"what": "appeal", "argument": str(mine.pk), "why": "Je n’insulte personne."}
    assert other.post(url, post).status_code in {302, 404}
    assert mine.moderations.filter(decision="appealed").count() == 0
    client.post(url, post)
    client.post(url, post)
    assert mine.moderations.filter(decision="appealed").count() == 1
    assert asked not in client.get(url).content.decode()
    assert client.post(url, {**post, "argument": "0"}).status_code == 404


def _grow(town, count: int = 25) -> None:
    by = consulting.participant(town, token="seed")
    phase = town.phases.get()
    Idea.objects.bulk_create(
        Idea(
            consultation=town, phase=phase, author=by, title=f"Idée {n}", theme="Trier",
            commune=consulting.area(), state="shown", supports=n % 7, created_at=clock.now(),
            published_at=clock.now(),
        )
        for n in range(count)
    )  # fmt: skip


@pytest.mark.parametrize("sort", ["recentes", "soutenues", "discutees"])
def test_the_list_is_paged_by_key_in_each_order(client: Client, town, sort: str) -> None:
    _grow(town)
    url, seen = _url("ideas", town), []
    address = f"{url}?tri={sort}"
    while address:
        page = client.get(address)
        seen += [one.pk for one in page.context["ideas"]]
        address = page.context["next"] and url + page.context["next"]
    assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize("key", ["x", "1_x", "_", "99999999999_1", "1_99999999999999999999"])
def test_a_key_that_is_none_is_not_found(client: Client, town, key: str) -> None:
    assert client.get(_url("ideas", town), {"apres": key, "tri": "soutenues"}).status_code == 404


def test_the_list_narrows(client: Client, town) -> None:
    _grow(town, 2)
    for asked, count in (({"theme": "Composter"}, 0), ({"theme": "Trier"}, 2), ({"suite": "retained"}, 0), ({"commune": str(consulting.area().pk)}, 2), ({"commune": "x"}, 2)):  # fmt: skip
        assert len(client.get(_url("ideas", town), asked).context["ideas"]) == count


def test_what_is_chosen_stays_chosen(client: Client, town) -> None:
    _grow(town, 1)
    asked = {"theme": "Trier", "commune": str(consulting.area().pk), "tri": "soutenues"}
    page = client.get(_url("ideas", town), asked).content.decode()
    for value in asked.values():
        assert f'<option value="{value}" selected' in page
    assert page.count(" selected") == 3
    assert " selected" not in client.get(_url("ideas", town)).content.decode()


def test_a_card_of_a_list_is_the_card_of_the_house(town) -> None:
    by = consulting.participant(town)
    one = consulting.idea(town, by, title='Trier <b> l’été & "l\'hiver"')
    one.stage, one.place, one.commune = "retained", "Place <Royale>", consulting.area()
    one.authors_shown = ["Lou <i>"]
    body = idea_stage(one) + idea_line(one)
    href = _url("idea", town, idea=one.pk)
    assert idea_cards(town, [one]) == card(body, title=one.title, href=href, tag=one.theme)
    assert "<b>" not in body
    assert "<i>" not in body
    assert "<Royale>" not in body


def test_pages_ask_the_same_for_more_rows(client: Client, town) -> None:
    idea = consulting.idea(town)
    sign_in(client, make_resident())

    def more() -> None:
        _grow(town)
        for _ in range(3):
            by = consulting.participant(town)
            actions.support(idea=idea, by=by)
            actions.argue(idea=idea, by=by, side="for", text=f"Oui {by.pk}")

    more()
    assert_queries_do_not_grow(lambda: client.get(_url("ideas", town)), more, at_most=6)
    url = _url("idea", town, idea=idea.pk)
    assert_queries_do_not_grow(lambda: client.get(url), more, at_most=12)


def test_a_commune_of_five_thousand_figures_narrows_nothing(client: Client, town) -> None:
    page = client.get(_url("ideas", town), {"commune": "9" * 5000})
    assert page.status_code == 200
