"""Logs help to mend faults and tell nothing about people."""

import json
import logging

import pytest

from parvis.core import logs


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("mail to awa.diallo@example.org refused", "mail to <mail> refused"),
        ("call 06 12 34 56 78 or +33612345678", "call <phone> or <phone>"),
        ("paid on FR76 3000 6000 0112 3456 7890 189", "paid on <iban>"),
        (
            "GET /compte/confirmer/MzQ1:1abcde:0123456789abcdef0123456789",
            "GET /compte/confirmer/<token>",
        ),
        ("GET /idees/invitation/5xJk_9aQz-2LmN8pRt0vWA/", "GET /idees/invitation/<token>/"),
        ("GET /mandat/MAN-7K3M-9QXR/aB3_dE5-gH7i/", "GET /mandat/MAN-7K3M-9QXR/<token>/"),
        ("GET /demarches/composteur-partage/", "GET /demarches/composteur-partage/"),
        ("case 42 closed in 12 ms by agent 7", "case 42 closed in 12 ms by agent 7"),
        ("commune 64335, SIREN 246401277", "commune 64335, SIREN 246401277"),
    ],
)
def test_what_identifies_a_person_is_taken_out(written: str, kept: str) -> None:
    assert logs.without_personal_data(written) == kept


def test_one_json_object_per_line_with_what_the_caller_gave() -> None:
    record = logging.makeLogRecord(
        {"name": "x", "levelname": "INFO", "msg": "sent to %s", "args": ("a@b.fr",), "count": 3}
    )
    assert logs.HidePersonalData().filter(record)
    line = json.loads(logs.JsonLines().format(record))
    assert line["message"] == "sent to <mail>"
    assert (line["level"], line["logger"], line["count"]) == ("info", "x", 3)


def test_a_trace_is_cleaned_too() -> None:
    try:
        raise ValueError("awa@example.org")
    except ValueError as error:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": (type(error), error, None)})
    assert "awa@" not in logs.JsonLines().format(record)
