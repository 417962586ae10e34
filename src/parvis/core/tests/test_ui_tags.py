"""What the tags draw: escaped, addressed, said to screen readers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from parvis.core import clock
from parvis.core.navigation import Link
from parvis.core.ui import components, icons, lists, menus

EVIL = '<img src=x onerror="alert(1)">'
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def draw(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


@pytest.fixture(autouse=True)
def _french():
    with translation.override("fr"):
        yield


@pytest.mark.parametrize(
    "source",
    [
        "{% button evil href=evil %}",
        "{% button evil name=evil value=evil form=evil data_x=evil %}",
        "{% badge evil kind=evil icon=evil %}",
        "{% alert kind=evil title=evil %}{{ evil }}{% endalert %}",
        "{% card title=evil href=evil icon=evil tag=evil %}{{ evil }}{% endcard %}",
        "{% emptystate evil evil evil evil evil %}",
        "{% details evil %}{{ evil }}{% enddetails %}",
        "{% summarylist %}{% row evil href=evil change=evil %}{{ evil }}{% endrow %}{% endsummarylist %}",
        "{% steps steps %}",
        "{% timeline entries %}",
        "{% datatable columns rows evil %}",
        "{% tablewrap caption=evil %}<table></table>{% endtablewrap %}",
        "{% tabs tabs %}",
        "{% pager evil evil %}",
        "{% progress 1 2 evil %}",
        "{% person evil evil %}",
        "{% deadline day evil %}",
        "{% hero title=evil text=evil %}{{ evil }}{% endhero %}",
        "{{ evil|paragraphs }}{{ evil|reference }}{{ evil|phone }}{{ evil|euros }}",
    ],
)
def test_whatever_comes_in_is_escaped(source):
    drawn = draw(
        source,
        evil=EVIL,
        day=date(2026, 3, 12),
        steps=[{"label": EVIL, "state": EVIL, "href": EVIL}],
        entries=[
            {
                "title": EVIL,
                "text": EVIL,
                "actor": EVIL,
                "icon": EVIL,
                "kind": EVIL,
                "items": [{"label": EVIL, "href": EVIL}],
            }
        ],
        columns=[{"label": EVIL, "key": "a"}, {"label": EVIL, "key": "b"}],
        rows=[{"a": EVIL, "b": EVIL}],
        tabs=[{"label": EVIL, "href": EVIL, "count": EVIL}],
    )

    assert "<img" not in drawn
    assert 'onerror="' not in drawn


@pytest.mark.parametrize("href", ["javascript:alert(1)", " JaVaScRiPt:x", "data:text/html,x"])
def test_a_link_never_runs_a_script(href):
    assert 'href="#"' in draw("{% button 'Go' href=href %}", href=href)


@pytest.mark.parametrize(
    "href", ["/a/?b=c:d#e", "https://a.fr/", "mailto:a@b.fr", "tel:+33559", "?p=1"]
)
def test_ordinary_links_are_kept(href):
    assert components.address(href) == href


def test_event_handlers_are_refused():
    with pytest.raises(ValueError, match="onclick"):
        draw("{% button 'Go' onclick='alert(1)' %}")


def test_a_button_sends_its_name_and_a_link_does_not():
    assert '<button class="button button--primary" type="submit" name="do" value="save"' in draw(
        "{% button 'Save' name='do' value='save' %}"
    )
    assert draw("{% button 'Open' href='/x/' data_x='/y/' %}").startswith(
        '<a class="button button--primary" href="/x/" data-x="/y/">'
    )


def test_every_icon_of_the_contract_is_in_the_sprite():
    wanted = (
        "search user users bell mail phone file upload download camera check check-circle x "
        "x-circle alert info clock calendar lock eye edit trash plus arrow-left arrow-right "
        "chevron-down external map-pin home inbox building handshake leaf euro baby heart school "
        "bike print message history filter star menu moon sun language help key log-out flag "
        "hourglass link"
    )

    assert set(wanted.split()) <= icons.NAMES


def test_an_unknown_icon_is_a_plain_file():
    assert icons.icon("no-such-icon") == icons.icon("file")


def test_the_card_title_is_the_only_link():
    drawn = draw("{% card title='Composteur' href='/c/' level=2 %}texte{% endcard %}")

    assert drawn.count("<a ") == 1
    assert '<h2 class="card__title"><a href="/c/">Composteur</a></h2>' in drawn


def test_a_changed_answer_says_which_one_to_screen_readers():
    drawn = draw("{% row 'Adresse' href='/a/' %}Lescar{% endrow %}")

    assert 'Modifier<span class="visually-hidden"> (Adresse)</span>' in drawn


def test_an_empty_answer_is_shown_as_such():
    assert "—" in draw("{% row 'Téléphone' %}  {% endrow %}")


def test_steps_say_where_one_is():
    drawn = draw(
        "{% steps steps %}",
        steps=[
            {"label": "Vous", "state": "done", "href": "/1/"},
            {"label": "Le lieu", "state": "current"},
            {"label": "Vérifier", "state": "todo"},
        ],
    )

    assert "Étape 2 sur 3" in drawn
    assert drawn.count('aria-current="step"') == 1
    assert "(terminée)" in drawn


def test_timeline_takes_objects_and_dicts():
    class Entry:
        at, title, actor = NOON, "Déposée", "Vous"

    drawn = draw("{% timeline entries %}", entries=[Entry(), {"at": NOON, "title": "Reçue"}])

    assert drawn.count("<li ") == 2
    assert "9 mars 2026 à 13\u00a0h\u00a000" in drawn
    assert 'datetime="2026-03-09T13:00:00+01:00"' in drawn


def test_a_table_heads_its_rows_and_labels_its_cells():
    drawn = lists.datatable(
        [{"label": "Nom", "key": "name"}, {"label": "Montant", "key": "cents", "numeric": True}],
        [{"name": "A", "cents": 0}],
        "Liste",
    )

    assert '<th scope="row">A</th>' in drawn
    assert '<td data-label="Montant" class="numeric">0</td>' in drawn
    assert "<table><caption>Liste</caption>" in drawn


def test_a_handwritten_table_gets_its_caption_once():
    drawn = draw(
        "{% tablewrap caption=name %}<table class='x'></table><table></table>{% endtablewrap %}",
        name="A & B",
    )

    assert drawn.count("<caption>A &amp; B</caption>") == 1


@pytest.mark.parametrize(
    ("days", "kind", "away"),
    [
        (40, "calm", "dans 40 jours"),
        (3, "soon", "dans 3 jours"),
        (1, "soon", "demain"),
        (0, "soon", "aujourd’hui"),
        (-1, "late", "hier"),
        (-2, "late", "il y a 2 jours"),
    ],
)
def test_a_deadline_says_how_far_it_is(days, kind, away):
    with clock.at(NOON):
        drawn = components.deadline(date(2026, 3, 9) + timedelta(days=days))

    assert f"deadline--{kind}" in drawn
    assert away in drawn


def test_a_deadline_says_why():
    assert "Pourquoi cette date" in components.deadline(date(2026, 3, 9), "deux mois")
    assert "<details" not in components.deadline(date(2026, 3, 9))


def test_no_pager_on_a_single_page():
    assert lists.pager() == ""
    assert 'rel="next"' in lists.pager("?after=1")


def test_a_message_of_django_has_its_kind():
    assert "alert--danger" in draw("{% alert kind='error' %}x{% endalert %}")
    assert "alert--info" in draw("{% alert kind='whatever' %}x{% endalert %}")


@pytest.mark.parametrize(
    ("links", "moved", "says"),
    [
        (["<a>"], [], ["&lt;a&gt;", 'menu--more"']),
        ([], ["Desk"], ["menu--more is-narrow", '<ul class="is-narrow"><li>']),
        (["Here"], ["Desk"], ['<summary class="is-current">', " · Here</span>"]),
        ([], ["Here"], ['<summary class="is-current-narrow">', 'is-narrow"> · Here</span>']),
    ],
)
def test_what_the_row_of_the_menu_cannot_hold(links, moved, says):
    drawn = menus.more(
        *([Link(name, "/", "", name == "Here", None) for name in names] for names in (links, moved))
    )
    assert all(piece in drawn for piece in says)


def test_no_menu_without_links():
    assert menus.more([], []) == ""
