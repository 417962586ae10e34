"""Files keep every byte that nobody changed."""

import copy
import difflib
from collections.abc import Iterator
from pathlib import Path as Folder
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.core.paths import library_dir
from parvis.workshop.written import Document, EditRefused, Unreadable

SHIPPED = sorted(library_dir().glob("*/*/*.yml"))
TEXTS = {path: path.read_bytes().decode() for path in SHIPPED}
TRICKY = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["oui", "true", "12", "~", "", "a: b", "# non", "- x", "l’été", "« ici » : là", "[x", "a\nb\n",
         "{inputs.motif}", "answers.x == \"y\"", "2026-01-01", "é\n\n- un\n- deux\n", "'", "*a", "\u2028"]
    ),
)  # fmt: skip


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if not isinstance(value, (dict, list)):
        return
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _paths(one, (*path, key))


PLACES = [(path, where) for path in SHIPPED for where in _paths(Document(TEXTS[path]).value)]


def _is_shared(path: Folder, where: tuple[str | int, ...]) -> bool:
    """What an anchor lets others repeat cannot be changed by itself."""
    return "&" in TEXTS[path] and "*" in TEXTS[path]


def _lines_changed(old: str, new: str) -> int:
    """Lines of `old` that are not in `new`, in order."""
    return sum(line.startswith("- ") for line in difflib.ndiff(old.splitlines(), new.splitlines()))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_opened_and_saved_nothing_changes(path: Folder):
    document = Document(TEXTS[path])
    assert document.text == TEXTS[path]
    for where in _paths(document.value):
        assert document.put(where, copy.deepcopy(document.get(where))).text == TEXTS[path]


@pytest.mark.parametrize("path", [p for p in SHIPPED if p.name.startswith("texts")], ids=str)
def test_one_word_is_one_line(path: Folder):
    document = Document(TEXTS[path])
    for where in list(_paths(document.value))[::7]:
        said = document.get(where)
        if isinstance(said, str) and "\n" not in said:
            try:
                made = document.put(where, said.replace("e", "é", 1) + " aussi")
            except EditRefused:
                assert _is_shared(path, where)
                continue
            assert made.get(where).endswith(" aussi")
            assert _lines_changed(document.text, made.text) == 1 or _is_shared(path, where)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLACES), TRICKY)
def test_whatever_is_written_is_read_again(place: Any, new: str):
    path, where = place
    document = Document(TEXTS[path])
    try:
        made = document.put(where, new)
    except EditRefused:
        assert _is_shared(path, where)
        return
    assert made.get(where) == new
    after = copy.deepcopy(document.value)
    *way, last = document.numbered(where)
    inside = after
    for part in way:
        inside = inside[part]
    inside[last] = new
    assert made.value == after


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLACES), st.sampled_from([-1, 1]))
def test_moved_there_and_back_is_as_before(place: Any, by: int):
    path, where = place
    document = Document(TEXTS[path])
    try:
        moved = document.move(where, by)
        if isinstance(where[-1], int):
            back = (
                moved.move((*where[:-1], where[-1] + by), -by) if moved is not document else moved
            )
        else:
            back = moved.move(where, -by) if moved is not document else moved
    except EditRefused:
        assert _is_shared(path, where) or not isinstance(where[-1], int)
        return
    if _is_shared(path, where):  # it may have got a copy of its own on the way
        assert back.value == document.value
        return
    assert back.text == document.text


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLACES))
def test_what_is_taken_out_takes_nothing_along(place: Any):
    path, where = place
    document = Document(TEXTS[path])
    try:
        made = document.remove(where)
    except EditRefused:
        assert _is_shared(path, where) or len(where) == 1
        return
    if _is_shared(path, where) or "&" in TEXTS[path]:
        return
    # At most the one line it stood on, or that of its section, now empty.
    assert len(set(made.text.splitlines()) - set(document.text.splitlines())) <= 1


SMALL = """\
# En tête
pages:
  # La première
  - id: un   # ici
    fields:
      - {id: a, type: text}   # libre
      # à part
      - {id: b, type: date}

  - id: deux
    fields: [{id: c, type: email}]
vide: {}
inconnu: 'gardé'
"""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d.put(("pages", "un", "fields", "a", "type"), "long_text"),
         SMALL.replace("{id: a, type: text}", "{id: a, type: long_text}")),
        (lambda d: d.put(("pages", "un", "fields", "a", "max"), 12),
         SMALL.replace("{id: a, type: text}", "{id: a, type: text, max: 12}")),
        (lambda d: d.move(("pages", "un", "fields", "b"), -1),
         SMALL.replace("      - {id: a, type: text}   # libre\n      # à part\n      - {id: b, type: date}\n",
                       "      # à part\n      - {id: b, type: date}\n      - {id: a, type: text}   # libre\n")),
        (lambda d: d.remove(("pages", "un", "fields", "b")),
         SMALL.replace("      - {id: b, type: date}\n", "")),
        (lambda d: d.insert(("pages", "un", "fields"), {"id": "z", "type": "phone"}, 1),
         SMALL.replace("# libre\n", "# libre\n      - {id: z, type: phone}\n")),
        (lambda d: d.insert(("pages", "deux", "fields"), {"id": "z", "type": "phone"}),
         SMALL.replace("type: email}", "type: email}, {id: z, type: phone}")),
        (lambda d: d.put(("pages", "un", "show_if"), 'a == "b, c"'),
         SMALL.replace("type: date}\n", "type: date}\n    show_if: a == \"b, c\"\n")),
        (lambda d: d.put(("vide", "x", "label"), "L’un : l’autre"),
         SMALL.replace("vide: {}", 'vide: {x: {label: "L’un : l’autre"}}')),
        (lambda d: d.put(("inconnu",), "l'été"), SMALL.replace("'gardé'", "'l''été'")),
        (lambda d: d.put(("neuf", "label"), "x"), SMALL + "neuf: {label: x}\n"),
    ],
)  # fmt: skip
def test_a_change_touches_its_own_line(change: Any, expected: str):
    assert change(Document(SMALL)).text == expected


def test_line_breaks_of_the_file_are_kept():
    made = Document(SMALL.replace("\n", "\r\n")).put(("neuf",), "a\nb\n")
    assert made.text.count("\n") == made.text.count("\r\n")


def test_what_an_alias_shares_is_not_changed_unseen():
    shared = Document("a: &x {k: 1, l: [1, 2]}\nb: *x\nc: {<<: *x, m: 3}\n")
    for path in [("a", "k"), ("a",)]:
        with pytest.raises(EditRefused):
            shared.put(path, 2)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("b", "k"), "b: {k: 2, l: [1, 9]}"),
        (("b",), "b: 2"),
        (("c", "k"), "c: {<<: *x, m: 3, k: 2}"),
        (("c", "l", 1), "c: {<<: *x, m: 3, l: [1, 2]}"),
    ],
)
def test_what_repeats_something_gets_its_own_copy(path: Any, written: str):
    shared = Document("a: &x {k: 1, l: [1, 9]}\nb: *x\nc: {<<: *x, m: 3}\n")
    made = shared.put(path, 2)
    assert made.text.splitlines()[0] == "a: &x {k: 1, l: [1, 9]}"
    assert written in made.text.splitlines()


def test_what_an_alias_shares_is_changed_everywhere_when_asked():
    shared = Document("a: &x {k: 1, l: [1, 2]}\nb: *x\nc: {<<: *x, k: 3}\n").everywhere()
    made = shared.put(("a", "k"), 2)
    assert made.text == "a: &x {k: 2, l: [1, 2]}\nb: *x\nc: {<<: *x, k: 3}\n"
    assert made.put(("a", "l"), [1]).value == {
        "a": {"k": 2, "l": [1]},
        "b": {"k": 2, "l": [1]},
        "c": {"k": 3, "l": [1]},
    }
    with pytest.raises(EditRefused):
        shared.put(("a",), 2)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text", [BOMB, "a: &a [*a]", "[" * 5000, "{" * 60 + "}" * 60, "a: b: c", "a: !!python/object:os.system x", "\x00"]
)  # fmt: skip
def test_bombs_and_nonsense_are_refused_with_a_word(text: str):
    with pytest.raises(Unreadable) as refused:
        Document(text)
    assert refused.value.problem
