"""Documents are accessible, complete, and never run what people type."""

import io
from copy import deepcopy
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pypdf import PdfReader

from parvis.core import clock, pdf
from parvis.core.documents import mentions

SENDER = {
    "name": "Communauté d’agglomération",
    "unit": "Service des déchets",
    "lines": ["2 bis place Royale", "64000 Pau"],
    "phone": "05 59 11 50 00",
    "email": "dechets@agglo.example",
}
LETTER: dict[str, Any] = {
    "sender": SENDER,
    "place": "Pau",
    "dated": "2026-03-01",
    "recipient": ["Maïtena Etcheverry", "12 rue de l’Évêché", "64230 LESCAR"],
    "facts": [("Dossier", "CPA-7K2M")],
    "subject": "Votre composteur",
    "salutation": "Madame,",
    "body": [
        {"type": "paragraph", "text": "Votre demande est acceptée.\nBravo."},
        {"type": "heading", "text": "Ce qui est décidé"},
        {"type": "list", "items": ["deux bacs", "un affichage"]},
        {"type": "list", "items": ["venir", "signer"], "ordered": True},
        {"type": "table", "rows": [["Lieu", "Le parking nord"]]},
        {"type": "table", "columns": ["Mois", "Tournées"], "rows": [["Mai", "4"], ["Juin", "5"]]},
        {"type": "note", "title": "Une question ?", "text": "Écrivez-nous."},
    ],
    "closing": "Salutations distinguées.",
    "signature": {
        "name": "Claire Lasserre",
        "role": "Responsable du service",
        "unit": "Direction des déchets",
        "by_teleservice": True,
    },
    "enclosures": ["Règlement"],
    "footer": ["CPA-7K2M"],
}
RECEIPT: dict[str, Any] = {
    "sender": SENDER,
    "dated": "2026-02-01",
    "service": "Composteur partagé",
    "reference": "CPA-7K2M",
    "facts": [("Reçue le", "1er février 2026")],
    "sections": [{"title": "Votre projet", "rows": [("Foyers", "14")]}],
    "files": ["photo.jpg"],
    "next_steps": ["Nous vérifions."],
    "silence": {"means": "accepted", "on": "2026-04-01"},
    "claim_code": "H7KM 3W9P",
    "claim_until": "2026-05-02",
    "url": "https://parvis.example/d/CPA7K2M",
}


def read(made: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    return " ".join(text.split())


@pytest.mark.parametrize(("template", "data"), [("letter", LETTER), ("receipt", RECEIPT)])
def test_a_document_is_tagged_titled_and_in_its_language(template, data):
    reader = PdfReader(io.BytesIO(pdf.render(template, data, title="Décision", lang="fr")))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Décision"
    assert "http://www.aiim.org/pdfua/ns/id/" in root["/Metadata"].get_data().decode()
    tags = set(kinds(root["/StructTreeRoot"]))
    expected = {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TR", "/TD"}
    assert expected | ({"/TH"} if template == "letter" else {"/Figure"}) <= tags


def kinds(node: Any) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        return [kind for child in node for kind in kinds(child)]
    if not isinstance(node, dict):
        return []
    inside = kinds(node["/K"]) if "/K" in node else []
    return [str(node["/S"]), *inside] if "/S" in node else inside


def test_a_letter_says_everything():
    text = read(pdf.render("letter", LETTER, title="Décision"))
    for said in (
        "Maïtena Etcheverry",
        "Pau, le 1er mars 2026",
        "Votre composteur",
        "Votre demande est acceptée. Bravo.",
        "deux bacs",
        "Le parking nord",
        "Tournées",
        "Une question ?",
        "Claire Lasserre Responsable du service Direction des déchets",
        "dispensée de signature",
        "Pièces jointes",
        "Page 1 sur 1",
    ):
        assert " ".join(said.split()) in text


def test_a_receipt_bears_the_mentions_the_law_asks():
    text = read(pdf.render("receipt", RECEIPT, title="Accusé de réception"))
    for said in (
        "CPA-7K2M",
        "1er février 2026",
        "Réponse au plus tard le 1er avril 2026",
        "décision implicite d’acceptation",
        "attestation",
        "2 bis place Royale",
        "05 59 11 50 00",
        "dechets@agglo.example",
        "H7KM 3W9P",
        "Ouvrez un compte sur parvis.example",
        "jusqu’au 2 mai 2026",
    ):
        assert said in text


def test_silence_that_refuses_needs_the_ways_to_challenge():
    refused = RECEIPT | {"silence": {"means": "refused", "on": "2026-04-01"}}
    with pytest.raises(ValidationError, match="R112-5"):
        pdf.render("receipt", refused, title="x")
    with override("fr"):
        ways = mentions.remedies(institution="la mairie", court="tribunal administratif de Pau")
    text = read(pdf.render("receipt", refused | {"remedies": ways}, title="x"))
    assert "Voies et délais de recours" in text
    assert "tribunal administratif de Pau" in text


def test_an_unsigned_decision_must_name_its_unit():
    signature = LETTER["signature"] | {"unit": ""}
    with pytest.raises(ValidationError, match="L212-2"):
        pdf.render("letter", LETTER | {"signature": signature}, title="x")


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": None},
        {"recipient": []},
        {"unknown": "key"},
        {"dated": "soon"},
        {"body": [{"type": "script", "text": "x"}]},
        {"body": [{"type": "table", "rows": [["one"]]}]},
        {"sender": SENDER | {"color": 'red"); read("/etc/passwd'}},
    ],
)
def test_data_that_does_not_fit_is_refused(wrong):
    with pytest.raises(ValidationError):
        pdf.render("letter", LETTER | wrong, title="x")


HOSTILE = [
    '#read("/etc/passwd")',
    '"); #read("letter.typ"); ("',
    "*bold* _it_ $x^2$ `raw` <label> @ref \\ #[x] = title",
    "#import sys: *",
    "\\u0007 ${data} {{ words }}",
    "</svg><script>alert(1)</script>",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_type_is_only_text(typed):
    body = [{"type": "paragraph", "text": typed}, {"type": "list", "items": [typed]}]
    text = read(pdf.render("letter", LETTER | {"body": body}, title=typed))
    assert text.count(" ".join(typed.split())) == 2
    assert "root:" not in text


def test_a_document_without_a_title_is_refused():
    with pytest.raises(ValueError, match="title"):
        pdf.render("letter", LETTER, title=" ")


def test_english_readers_get_english_words():
    text = read(pdf.render("receipt", RECEIPT, title="Receipt", lang="en"))
    assert "We have received your request" in text
    assert "Réponse" not in text


def test_a_character_no_font_draws_does_not_lose_the_document():
    made = pdf.render(
        "letter", LETTER | {"subject": "Merci \U0001f600 \U000e0001 \x07!"}, title="x"
    )
    assert "Merci" in read(made)


def test_a_long_letter_runs_over_pages():
    body = [{"type": "paragraph", "text": "Une phrase de plus. " * 60}] * 12
    reader = PdfReader(io.BytesIO(pdf.render("letter", LETTER | {"body": body}, title="x")))
    assert len(reader.pages) > 2
    assert "Page 2 sur" in " ".join(reader.pages[1].extract_text().split())


def test_the_same_data_gives_the_same_file():
    with clock.at(clock.now()):
        assert pdf.render("letter", LETTER, title="x") == pdf.render("letter", LETTER, title="x")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_any_text_makes_a_document(text, items):
    data = deepcopy(LETTER) | {"subject": text, "recipient": items}
    data["body"] = [{"type": "paragraph", "text": text}, {"type": "list", "items": items}]
    assert pdf.render("letter", data, title=f"x{text}").startswith(b"%PDF")
