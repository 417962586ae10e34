"""Prose becomes paragraphs and lists, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from parvis.core.documents.prose import blocks_of


def test_paragraphs_and_lists():
    text = "Bonjour,\n\nApportez :\n- une photo\n- un plan\nMerci.\n \nÀ bientôt,\nClaire"
    assert blocks_of(text) == [
        {"type": "paragraph", "text": "Bonjour,"},
        {"type": "paragraph", "text": "Apportez :"},
        {"type": "list", "items": ["une photo", "un plan"]},
        {"type": "paragraph", "text": "Merci."},
        {"type": "paragraph", "text": "À bientôt,\nClaire"},
    ]


def test_no_text_is_no_block():
    assert blocks_of(" \n\n ") == []


@given(st.text(alphabet="ab -\n\r\t*#"))
def test_no_word_is_lost(text):
    words = " ".join(
        " ".join(block.get("items", [])) or block["text"] for block in blocks_of(text)
    ).split()
    assert [w for w in words if w != "-"] == [w for w in text.split() if w != "-"]
