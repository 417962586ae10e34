"""Packages drawn at random: any process that the format allows, however silly."""

from typing import Any

from hypothesis import strategies as st

from parvis.catalogue.definition import Package

FUNCTIONS = ["lead", "left", "right"]
ITEMS = ["ask_left", "ask_right"]
OPEN = ["s0", "s1", "s2", "s3"]
CLOSED = ["done", "dropped"]
LEGAL = ["submitted", "complete", "under_review", "decided"]
GUARDS = [
    None,
    None,
    "items.ask_left.done",
    "items.ask_left.done && items.ask_right.done",
    'items.ask_left.result != "no"',
    "answers.size > 3",
    "items.ask_right.expired",
    "has(answers.extra) && answers.extra",
]


def _words(label: str) -> dict[str, str]:
    return {"label": label, "explain": label}


@st.composite
def transitions(draw: st.DrawFn, index: int) -> dict[str, Any]:
    guard = draw(st.sampled_from(GUARDS))
    by = draw(
        st.sampled_from([["lead"], ["applicant"], ["left"], ["lead", "applicant"], ["system"]])
    )
    if by == ["system"] and guard is None:
        guard = GUARDS[2]
    return {
        "id": f"t{index}",
        "from": draw(st.lists(st.sampled_from(OPEN), min_size=1, max_size=3, unique=True)),
        "to": draw(st.sampled_from(OPEN + CLOSED)),
        "by": by,
        "guard": guard,
        "opens": draw(st.lists(st.sampled_from(ITEMS), max_size=2, unique=True)),
        "cancels": draw(st.lists(st.sampled_from(ITEMS), max_size=1)),
        "notifies": draw(st.sampled_from([[], [{"to": "applicant", "message": "news"}]])),
    }


@st.composite
def packages(draw: st.DrawFn) -> Package:
    hands = st.sampled_from(["lead", "applicant", "items", "right"])
    states: dict[str, Any] = {
        name: {"legal": draw(st.sampled_from(LEGAL)), "hand": draw(hands)} for name in OPEN
    }
    states["s0"]["legal"] = "submitted"
    states |= {name: {"legal": "closed", "hand": "nobody", "outcome": "none"} for name in CLOSED}
    moves = [draw(transitions(index)) for index in range(draw(st.integers(3, 8)))]
    moves += [
        {"id": "ask", "from": ["s0", "s1"], "to": "s3", "by": ["lead"], "correction": "ask"},
        {"id": "answer", "from": ["s3"], "to": "back", "by": ["applicant"], "correction": "answer"},
        {"id": "end", "from": ["s0", "s2"], "to": "done", "by": ["lead"]},
        {
            "id": "silence",
            "from": draw(st.lists(st.sampled_from(OPEN), min_size=1, unique=True)),
            "to": draw(st.sampled_from(["s2", "dropped"])),
            "by": ["system"],
            "at_expiry_only": True,
            "cancels": ITEMS,
        },
    ]
    item = {"kind": "opinion", "shares": ["size"], "results": ["yes", "no"]}
    length = {
        "count": draw(st.integers(1, 40)),
        "unit": draw(st.sampled_from(["day", "working_day"])),
    }
    process = {
        "initial": "s0",
        "states": states,
        "transitions": moves,
        "items": {
            "ask_left": item | {"function": "left", "due": length, "at_expiry": "yes"},
            "ask_right": item
            | {"function": "right", "due": length, "remind_before": {"count": 1, "unit": "day"}}
            | {"escalate_before": {"count": 1, "unit": "day"}, "escalate_to": "lead"},
        },
        "deadlines": {
            "legal": {
                "length": {"count": draw(st.integers(1, 60)), "unit": "day"},
                "suspended_in": draw(st.sampled_from([[], ["s3"], ["s0", "s3"]])),
                "stops_in": draw(st.sampled_from([["decided", "closed"], ["closed"]])),
                "at_expiry": draw(st.sampled_from(["silence", None])),
                "silence": draw(st.sampled_from(["refused", "accepted", "nothing"])),
                "remind_before": {"count": 2, "unit": "working_day"},
                "escalate_before": {"count": 1, "unit": "working_day"},
            },
            "again": {"starts": "ask", "length": {"count": 5, "unit": "day"}},
        },
        "messages": {"news": {}},
    }
    return Package.model_validate(
        {
            "service": _SERVICE,
            "form": _FORM,
            "process": process,
            "texts": {"fr": _texts(process)},
            "scenarios": {
                "scenarios": [
                    {
                        "name": "x",
                        "given": {"at": "2026-03-02T10:00:00", "answers": {}},
                        "steps": [{}],
                    }
                ]
            },
        }
    )


_SERVICE: dict[str, Any] = {
    "schema": 1,
    "id": "test/random",
    "version": "1.0.0",
    "licence": "CC0-1.0",
    "languages": ["fr"],
    "audience": ["individual"],
    "level": "commune",
    "legal_basis": [{"title": "aucune"}],
    "functions": {"lead": {"sees": "all"}, "left": {}, "right": {}},
    "lead": "lead",
    "channels": ["web", "desk"],
    "retention": {"months": 12},
}
_FORM: dict[str, Any] = {
    "pages": [
        {
            "id": "one",
            "fields": [
                {"id": "size", "type": "number", "summary": True},
                {"id": "extra", "type": "yes_no", "required": False},
            ],
        }
    ]
}


def _texts(process: dict[str, Any]) -> dict[str, Any]:
    return {
        "service": {"name": "Essai", "summary": "Essai"},
        "functions": {name: {"name": name} for name in FUNCTIONS},
        "pages": {"one": {"title": "Une"}},
        "fields": {"size": {"label": "Taille"}, "extra": {"label": "Plus"}},
        "states": {name: _words(name) for name in process["states"]},
        "transitions": {
            move["id"]: {"label": move["id"], "done": f"{move['id']} {{case.reference}}"}
            for move in process["transitions"]
        },
        "items": {
            name: {
                "label": name,
                "ask": "?",
                "opened": name,
                "results": {"yes": "oui", "no": "non"},
            }
            for name in ITEMS
        },
        "deadlines": {name: _words(name) for name in process["deadlines"]},
        "messages": {"news": {"subject": "Nouvelles", "body": "Bonjour {applicant.name}"}},
    }
