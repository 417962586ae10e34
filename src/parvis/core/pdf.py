"""Documents people hold in their hands, as tagged PDF (PDF/UA-1) made by Typst.

Values go to the templates as JSON and are inserted as strings; nothing a person types is ever read
as markup. The templates can read nothing outside `core/documents`.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import segno
import typst
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parvis.core import clock
from parvis.core.documents.shapes import (
    Cards,
    Certificate,
    Copies,
    Document,
    Form,
    Letter,
    Letters,
    Receipt,
)
from parvis.core.ui.words import plaindate

FOLDER = Path(__file__).parent / "documents"
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
ONE_CHARACTER = b'#set document(title: "x")\n#sys.inputs.data'


def render(template: str, data: Mapping[str, Any], *, title: str, lang: str = "fr") -> bytes:
    """A PDF/UA-1 file; `template` is "letter", "letters", "receipt", "form", "copies", "cards" or
    "certificate", `data` has that shape (`documents.shapes`), `title` is the document's title for
    its reader.

    Raises pydantic.ValidationError when the data does not fit, ValueError without a title.
    """
    if not title.strip():
        raise ValueError("a document needs a title (PDF/UA-1)")
    shape, fill = _TEMPLATES[template]
    with translation.override(lang):
        document = shape.model_validate(dict(data))
        values = document.model_dump(mode="json") | {
            "title": title,
            "lang": lang[:2],
            "place_and_date": _place_and_date(document),
            "words": _words(),
        }
        values |= fill(document)
    return _compiled(template, json.dumps(_printable(values), ensure_ascii=False))


def _compiled(template: str, values: str) -> bytes:
    """PDF/UA refuses a character that no font can draw (an emoji, a rare script): look for it in
    the fonts of this machine, and only then put a replacement character in its place."""
    try:
        return _compile(FOLDER / f"{template}.typ", values, _fonts())
    except typst.TypstError:
        fonts = _fonts(with_system=True)
    drawable = "".join(char if _is_drawable(char) else "\ufffd" for char in values)
    return _compile(FOLDER / f"{template}.typ", drawable, fonts)


def _compile(source: Path | bytes, values: str, fonts: typst.Fonts) -> bytes:
    compiler = typst.Compiler(
        cast(bytes, source),  # a path too: its stubs know either, not both
        root=FOLDER,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": values},
    )
    created = int(clock.now().timestamp())
    made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=created)
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single file")
    return made


@cache
def _fonts(*, with_system: bool = False) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=with_system, font_paths=[FOLDER / "fonts"])


@lru_cache(maxsize=4096)
def _is_drawable(char: str) -> bool:
    if char.isascii():
        return True
    try:
        _compile(ONE_CHARACTER, char, _fonts(with_system=True))
    except typst.TypstError:
        return False
    return True


def _printable(value: Any) -> Any:
    """The same data without control characters (line ends excepted) and lone surrogates."""
    if isinstance(value, str):
        return _CONTROLS.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_printable(each) for each in value]
    return value


def _place_and_date(document: Document) -> str:
    values = {"place": document.place, "date": plaindate(document.dated)}
    if document.place:
        # Translators: top of a letter, "Pau, le 12 mars 2026"
        return _("%(place)s, %(date)s") % values
    # Translators: top of a letter without a place, "Le 12 mars 2026"
    return _("On %(date)s") % values


def _words() -> dict[str, str]:
    return {
        # Translators: what stands between a label and its value, with its spaces
        "colon": _(": "),
        "page": pgettext("letter", "Page"),
        # Translators: as in "Page 1 of 2"
        "of": pgettext("letter", "of"),
        "phone": pgettext("letter", "Phone"),
        "subject": pgettext("letter", "Subject"),
        "signature": pgettext("letter", "Signature"),
        "unsigned": _("Notified through a teleservice; needs no signature (CRPA, art. L212-2)."),
        "enclosures": pgettext("letter", "Enclosed"),
        "remedies": _("How to challenge this decision"),
        "received": _("We have received your request"),
        "your_reference": _("Your case number, to keep"),
        "qr": _("QR code that opens the page where you can follow your request"),
        "qr_agents": _("QR code for the agent who receives this paper"),
        "next": _("What happens next"),
        "files": _("Documents you attached"),
        "contact": _("Who handles your request"),
        "claim_title": _("Follow it on line"),
    }


def _fill_letter(document: Letter) -> dict[str, Any]:
    return {"qr_svg": _qr(document.url) if document.url else ""}


def _fill_receipt(document: Receipt) -> dict[str, Any]:
    return {
        "silence_title": _silence_title(document),
        "silence": _silence(document),
        "claim_text": _claim(document),
        "qr_svg": _qr(document.url) if document.url else "",
    }


def _fill_form(document: Form) -> dict[str, Any]:
    return {
        "qr_svg": _qr(document.url),
        "words": _words()
        | {
            "qr": _("QR code by which the service knows this form when it comes back"),
            "optional": pgettext("form", "optional"),
            "date": pgettext("form", "Date"),
            "date_parts": [_("Day"), _("Month"), _("Year")],
            "how_title": _("How to fill this form in"),
            "how": _(
                "Write in black, in capital letters, inside the frames. Keep every page: the code "
                "at the top of the first one says what they are. If something is difficult, come "
                "to us or telephone: somebody will fill it in with you."
            ),
            "send_to": _("Send or bring it to"),
            "enclosures": _("Documents to join"),
        },
    }


def _fill_letters(document: Letters) -> dict[str, Any]:
    return {
        "letters": [
            one.model_dump(mode="json") | {"qr_svg": _qr(one.url)} for one in document.letters
        ],
        "words": _words() | {"letter_qr": _("QR code that opens the page")},
    }


def _fill_copies(document: Copies) -> dict[str, Any]:
    return {
        "copies": [{"number": one.number, "qr_svg": _qr(one.url)} for one in document.copies],
        "words": _words() | {"copy_code": _("QR code with the number of this sheet")},
    }


def _fill_cards(document: Cards) -> dict[str, Any]:
    return {
        "cards": [{"title": one.title, "qr_svg": _qr(one.url)} for one in document.cards],
        "words": _words() | {"card_code": _("QR code that opens the page where one writes it")},
    }


def _fill_certificate(document: Certificate) -> dict[str, Any]:
    return {
        "qr_svg": _qr(document.url),
        "words": _words() | {"check_code": _("QR code that opens the page where this is checked")},
    }


def _silence_title(document: Receipt) -> str:
    if document.silence is None:
        return ""
    return _("You will have an answer by %(date)s") % {"date": plaindate(document.silence.on)}


def _silence(document: Receipt) -> str:
    if document.silence is None:
        return ""
    if document.silence.means == "accepted":
        return _(
            "If you have heard nothing by that date, your request is accepted (implicit "
            "acceptance). You may then ask for a certificate (CRPA, art. L232-3)."
        )
    return _(
        "If you have heard nothing by that date, your request is refused (implicit refusal). You "
        "may challenge that refusal, as explained below."
    )


def _claim(document: Receipt) -> str:
    values = {"until": plaindate(document.claim_until) if document.claim_until else ""}
    values["site"] = urlsplit(document.url).netloc  # paper has no link: the address is written
    if values["site"]:
        text = _("Open an account on %(site)s and type this code: your request will be there.")
    else:
        text = _("Open an account on this site and type this code: your request will be there.")
    text = text % values
    if document.claim_until:
        text += " " + _("The code works until %(until)s.") % values
    return text


def _qr(url: str) -> str:
    return str(segno.make(url, error="m", micro=False).svg_inline(border=0, dark="#14262b"))


_TEMPLATES: dict[str, tuple[type[Any], Callable[[Any], dict[str, Any]]]] = {
    "letter": (Letter, _fill_letter),
    "receipt": (Receipt, _fill_receipt),
    "form": (Form, _fill_form),
    "copies": (Copies, _fill_copies),
    "letters": (Letters, _fill_letters),
    "cards": (Cards, _fill_cards),
    "certificate": (Certificate, _fill_certificate),
}
