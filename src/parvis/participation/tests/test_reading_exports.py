"""What is read of the exports of Decidim and CONSUL, and how poisoned ones end."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.participation.importing import opening
from parvis.participation.importing.reading import groups, read
from parvis.participation.importing.rows import ExportRefused, FormerIdea
from parvis.participation.importing.words import (
    BadCell,
    address,
    euros,
    instant,
    plain,
    told,
    whole,
)
from parvis.participation.tests import former


def _decidim(data: bytes, name: str = "export.csv", **more):
    return read("decidim", name, data, **more)


def test_an_open_data_archive_of_decidim_is_read():
    export = _decidim(former.decidim(), "open-data.zip")
    one = export.ideas[0]
    assert (one.title, one.theme, one.supports, one.state) == (
        *("Un composteur par quartier", "Compost", 212, "accepted"),
    )
    assert one.text == "Chaque quartier aurait le sien.\n\n- près de l’école"
    assert (one.latitude, one.place, one.author) == (43.3338, "Place Royale", "Camille")
    assert one.answer == "Nous en installons douze."
    assert [(r.about, r.side) for r in export.remarks] == [("1", 1), ("2", -1)]
    assert export.projects[0].cost_cents == 48_000_00
    assert export.results[0].progress == 100
    assert not export.left_out
    assert not export.faults


def test_older_columns_are_matched_by_name():
    older = {"id": 3, "category/name/fr": "Tri", "title": "Trier à l’école", "body": "Oui.",
             "supports": 5, "state": "evaluating", "component/id": 1}  # fmt: skip
    export = _decidim(former.sheet([older], ","))
    assert (export.ideas[0].theme, export.ideas[0].supports) == ("Tri", 5)
    assert any("published_at" in note for note in export.notes)


def test_the_json_of_the_administration_is_the_same():
    nested = [{"id": 1, "title": {"fr": "Troc", "es": "Trueque"}, "body": {"fr": "<p>Oui</p>"},
               "votes": 3, "author": {"name": ["Camille", "Léo"]}, "state": None,
               "taxonomies": {"name": [{"fr": "Réemploi"}]}}]  # fmt: skip
    export = _decidim(json.dumps(nested).encode(), "p.json")
    one = export.ideas[0]
    assert (one.title, one.author, one.theme) == ("Troc", "Camille, Léo", "Réemploi")


def test_an_answer_of_consuls_api_is_read():
    export = read("consul", "proposals.json", former.consul())
    one = export.ideas[0]
    assert one.text == "Sur chaque place.\n\nPour ne plus acheter de bouteilles."
    assert (one.supports, one.theme, one.place, one.author) == (88, "Eau", "Centre", "lea64")
    assert [(r.about, r.side, r.text) for r in export.remarks] == [("7", 0, "Et en hiver ?")]
    assert export.projects[0].status == "feasible"
    assert not export.left_out


def test_an_export_of_consul_with_french_headers_is_read():
    data = "Id,Titre,Auteur,Résumé\n4,Une haie,zoe@exemple.fr,Plantons\n".encode()
    one = read("consul", "proposals.csv", data).ideas[0]
    assert (one.title, one.text, one.author) == ("Une haie", "Plantons", "")


def test_tables_of_consul_hold_together():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        zipped.writestr("proposals.csv", "id,title,description,geozone_id\n1,Haie,Oui,9\n")
        zipped.writestr("geozones.csv", "id,name\n9,Nord\n")
        zipped.writestr("tags.csv", "id,name\n2,Arbres\n")
        zipped.writestr("taggings.csv", "tag_id,taggable_id,taggable_type\n2,1,Proposal\n")
    one = read("consul", "dump.zip", made.getvalue()).ideas[0]
    assert (one.place, one.theme) == ("Nord", "Arbres")


def test_one_participatory_space_is_taken_of_several():
    other = f"{former.SITE}-2"
    rows = [
        former.proposal(1),
        former.proposal(2),
        former.proposal(3, **{"participatory_space/url": other}),
    ]
    assert len(_decidim(former.sheet(rows)).ideas) == 2
    chosen = _decidim(former.sheet(rows), space=other)
    assert [one.key for one in chosen.ideas] == ["3"]
    assert len(chosen.spaces) == 2


def test_answers_to_comments_reach_the_idea_and_circles_lead_nowhere():
    kind = {"commentable_type": "Decidim::Comments::Comment", "root_commentable_url": ""}
    rows = [
        former.comment(11, 1),
        former.comment(12, 11, **kind),
        former.comment(13, 14, **kind),
        former.comment(14, 13, **kind),
    ]
    export = _decidim(former.decidim(proposal_comments=rows), "a.zip")
    assert [one.key for one in export.remarks] == ["11", "12"]
    assert {one.about for one in export.remarks} == {"1"}


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"published_at": "2023-02-30"}, "published_at"),
        ({"published_at": "9999-01-01"}, "published_at"),
        ({"votes": "beaucoup"}, "votes"),
        ({"latitude": "910"}, "latitude"),
        ({"title/fr": "<p> </p>"}, "title"),
    ],
)
def test_a_cell_that_cannot_be_is_told_with_its_place(more, column):
    export = _decidim(former.sheet([former.proposal(1), former.proposal(2, **more)]))
    fault = export.faults[0]
    assert (fault.file, fault.line, fault.column) == ("export.csv", 3, column)
    assert fault.remedy
    assert "export.csv" in str(fault)


def test_the_same_identifier_twice_is_told_and_the_first_is_kept():
    export = _decidim(former.sheet([former.proposal(1), former.proposal(1, "Autre")]))
    assert [one.title for one in export.ideas] == ["Un composteur par quartier"]
    assert len(export.faults) == 1


def test_other_languages_are_taken_and_told():
    row = {**former.proposal(1), "title/fr": "", "title/es": "Un compostador"}
    export = _decidim(former.sheet([row]))
    assert export.ideas[0].title == "Un compostador"
    assert any("(es)" in note for note in export.notes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "utf-8"])
def test_encodings_are_recognised(encoding):
    data = former.sheet([former.proposal(1, "Où jeter les piles")]).decode().encode(encoding)
    export = _decidim(data)
    assert export.ideas[0].title == "Où jeter les piles"
    assert bool(export.notes) == (encoding == "cp1252")


def test_what_runs_in_a_body_is_not_taken():
    body = (
        "<p>Bonjour<script>alert(1)</script> <img src=x onerror=alert(2)>&amp; <b>merci</b></p>"
        "<style>p{}</style><iframe src='https://x'>x</iframe>\u202e\x07"
    )
    export = _decidim(former.sheet([former.proposal(1, **{"body/fr": body})]))
    assert export.ideas[0].text == "Bonjour & merci"


def test_a_formula_is_only_words():
    title = '=HYPERLINK("http://exemple.fr","cliquez")'
    assert _decidim(former.sheet([former.proposal(1, title)])).ideas[0].title == title


def test_a_workbook_is_read_as_the_same_csv():
    rows = [
        former.proposal(1, published_at=45049.5, votes=212.0),
        former.proposal(2, '=HYPERLINK("http://x")', **{"body/fr": "Un.\nDeux."}),
        former.proposal(3, published_at="2023-02-30"),
    ]
    export = _decidim(former.workbook(rows), "proposals.xlsx")
    one, two, _three = export.ideas
    assert one.published_at.isoformat() == "2023-05-03T12:00:00+00:00"
    assert (one.supports, one.latitude, one.place) == (212, 43.3338, "Place Royale")
    assert (two.title, two.text) == ('=HYPERLINK("http://x")', "Un.\nDeux.")
    assert [fault.line for fault in export.faults] == [4]
    zipped = _zip(**{"export.xlsx": former.workbook(rows)})
    assert [idea.title for idea in _decidim(zipped, "a.zip").ideas] == [
        idea.title for idea in export.ideas
    ]


BOMB = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w>&b;</w>'


@pytest.mark.parametrize(
    "data",
    [
        former.workbook([former.proposal(1)], **{"xl/worksheets/sheet1.xml": BOMB}),
        former.workbook(
            [former.proposal(1)],
            **{"xl/worksheets/sheet1.xml": BOMB.decode().encode("utf-16")},
        ),
        former.workbook([former.proposal(1)], **{"xl/sharedStrings.xml": b"<sst>"}),
        former.workbook([{f"c{n}": n for n in range(600)}]),
        former.workbook([]),
    ],
)
def test_a_poisoned_workbook_is_refused(data):
    with pytest.raises(ExportRefused) as refused:
        _decidim(data, "export.xlsx")
    assert refused.value.fault.remedy


def test_columns_named_twice_are_told_and_the_first_is_read():
    data = b"id;title;body;title\n1;Haie;Oui;Mur\n"
    export = _decidim(data)
    assert export.ideas[0].title == "Haie"
    assert any("title" in note for note in export.notes)


def _zip(**entries: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in entries.items():
            zipped.writestr(name, data)
    return made.getvalue()


def test_a_bomb_is_stopped_while_it_is_read(monkeypatch):
    monkeypatch.setattr(opening, "MOST_IN_ONE", 10_000)
    with pytest.raises(ExportRefused, match="60"):
        _decidim(_zip(**{"proposals.csv": b"a;b\n" * 50_000}), "bomb.zip")


def test_a_path_in_an_archive_is_only_a_name():
    data = _zip(**{"../../etc/cron.d/proposals.csv": former.sheet([former.proposal(1)])})
    assert _decidim(data, "a.zip").files == ["proposals.csv"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04not a zip",
        b"\xd0\xcf\x11\xe0old workbook",
        _zip(**{"[Content_Types].xml": b"x", "xl/a.xml": b"<x/>"}),
        _zip(**{"readme.md": b"hello"}),
        b'[{"id": 1, "title":',
        b"[" * 100_000,
        b'{"a": 1}',
        b'[{"id": 1, "title": {"fr": "Tri"}, "components": [{"manifest_name": "pages"}]}]',
        b"just words",
        b"id;body\n1;Oui\n",
        b"title/fr;body/fr\nHaie;Oui\n",
        b'id;title;body\n1;"' + b"x" * 200_000,
        b"\xff\xfeid\xd8",
    ],
)
@pytest.mark.parametrize("source", ["decidim", "consul"])
def test_what_is_no_export_is_refused_with_a_remedy(source, data):
    with pytest.raises(ExportRefused) as refused:
        read(source, "f", data)
    assert refused.value.fault.message


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read():
    with pytest.raises(ExportRefused, match="50"):
        opening.check_size("export.zip", 1_000_000_000)


@given(st.binary(max_size=400), st.sampled_from(["decidim", "consul"]))
def test_whatever_the_bytes_it_is_read_or_refused(data, source):
    try:
        export = read(source, "f.csv", data)
    except ExportRefused:
        return
    assert not export.is_empty


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "title",
                    "body",
                    "fr",
                    "data",
                    "proposals",
                    "edges",
                    "node",
                    "comments",
                    "votes",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(_JSON, st.sampled_from(["decidim", "consul"]))
def test_whatever_the_json_it_is_read_or_refused(document, source):
    try:
        export = read(source, "f.json", json.dumps(document).encode())
    except ExportRefused:
        return
    assert all(one.title and len(one.title) <= 120 for one in export.ideas)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "id": st.text(max_size=5),
                "title": st.text(max_size=200),
                "body": st.text(max_size=200),
                "votes": st.text(max_size=8) | st.integers(),
                "published_at": st.text(max_size=25),
                "latitude": st.text(max_size=8),
                "longitude": st.text(max_size=8),
                "url": st.text(max_size=30),
            }
        ),
        min_size=1,
        max_size=6,
    )
)
def test_no_cell_reaches_the_rows_unfit(rows):
    try:
        export = _decidim(former.sheet(rows))
    except ExportRefused:
        return
    keys = [one.key for one in export.ideas]
    assert len(set(keys)) == len(keys)
    for one in export.ideas:
        assert "\x00" not in one.title + one.text
        assert "\n" not in one.title
        assert (one.latitude is None) == (one.longitude is None)
        assert one.supports >= 0


@given(st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=1, max_size=8))
def test_groups_are_apart_whatever_the_circles(links):
    ideas = [
        FormerIdea(str(n), "x", url=f"p/{n}", related=tuple(f"p/{m}" for m in to))
        for n, to in enumerate(links)
    ]
    found = groups(ideas)
    members = [key for group in found for key in group]
    assert len(members) == len(set(members))
    of = {key: group for group in found for key in group}
    for n, to in enumerate(links):
        for m in to:
            if m != n and m < len(links):
                assert of[str(n)] == of[str(m)]


@given(st.text())
def test_a_plain_text_stays_so(text):
    once = plain(text)
    assert plain(once) == once or "<" in once or "&" in once


def test_cells():
    assert whole("1 234,0") == 1234
    assert euros("48 000,5 €") == 48_000_50
    assert instant("03/05/2023 10:00").isoformat().startswith("2023-05-02T22")
    assert instant("2023-05-03 12:00:00 +0200").hour == 10
    assert address("javascript:alert(1)") == ""
    assert told({"title": '{"en" => "Hedge", "fr" => "Haie"}'}, "title") == ("Haie", "fr")
    for bad in ("1.5", "-3", "²"):
        with pytest.raises(BadCell):
            whole(bad)
