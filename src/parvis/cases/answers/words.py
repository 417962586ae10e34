"""Answers that are a string: text, e-mail, phone, IBAN, SIRET."""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import siret as stdnum_siret

from parvis.cases.answers.results import Around, Refused
from parvis.catalogue.definition import Field

LONGEST = {"text": 300, "long_text": 10_000}
_EMAIL_LONGEST = 254


def clean(raw: object, *, lines: bool = False) -> str:
    """What was typed, without what PostgreSQL or a printer would choke on; "" for anything else
    than text or a whole number."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw) if abs(raw) < 10**40 else ""
    if not isinstance(raw, str):
        return ""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        c for c in text if c == "\n" or c == "\t" or unicodedata.category(c) not in {"Cc", "Cs"}
    )
    return kept.strip() if lines else " ".join(kept.split())


def text(field: Field, raw: object, around: Around) -> str | None:
    value = clean(raw, lines=field.type == "long_text")
    if not value:
        return None
    if field.capitals:
        value = value.upper()
    longest = int(field.max) if field.max is not None else LONGEST[field.type]
    shortest = int(field.min) if field.min is not None else 0
    if len(value) > longest:
        raise Refused(
            ngettext(
                "Shorten your answer to %(most)d character at most: it has %(now)d.",
                "Shorten your answer to %(most)d characters at most: it has %(now)d.",
                longest,
            )
            % {"most": longest, "now": len(value)}
        )
    if len(value) < shortest:
        raise Refused(
            ngettext(
                "Write at least %(least)d character.",
                "Write at least %(least)d characters.",
                shortest,
            )
            % {"least": shortest}
        )
    return value


def email(field: Field, raw: object, around: Around) -> str | None:
    value = clean(raw).removeprefix("mailto:").replace(" ", "").rstrip(".,;")
    if not value:
        return None
    local, at, domain = value.rpartition("@")
    value = f"{local}{at}{domain.lower()}"
    try:
        validate_email(value)
    except ValidationError:
        raise Refused(
            _("Enter an e-mail address with an @ and an ending, like prenom.nom@exemple.fr.")
        ) from None
    if len(value) > _EMAIL_LONGEST:
        raise Refused(_("This e-mail address is too long: check it."))
    return value


def phone(field: Field, raw: object, around: Around) -> str | None:
    value = clean(raw)
    if not value:
        return None
    try:
        number = phonenumbers.parse(value, around.region)
    except phonenumbers.NumberParseException:
        number = None
    # The length is checked, not the range: new ranges open, and some are kept for fiction.
    if number is None or not phonenumbers.is_possible_number(number):
        raise Refused(
            _("Enter a phone number of 10 digits, or with its country code: +32 470 12 34 56.")
        )
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def iban(field: Field, raw: object, around: Around) -> str | None:
    compact = re.sub(r"[\W_]+", "", clean(raw)).upper()
    if not compact:
        return None
    compact = re.sub(r"^IBAN(?=[A-Z]{2}\d)", "", compact)
    if _is_iban(compact):
        return compact
    if compact.startswith("FR") and len(compact) != 27:
        raise Refused(
            _("A French IBAN has 27 characters, this one has %(count)d: check it on your RIB.")
            % {"count": len(compact)}
        )
    raise Refused(
        _("This IBAN contains a mistake. Copy it from your bank details (RIB); it begins with FR.")
    )


def _is_iban(compact: str) -> bool:
    """Check digits run from 02 to 98 (ISO 13616-1): 00, 01 and 99 satisfy MOD 97 too, which is all
    that the library looks at."""
    return compact[2:4] not in {"00", "01", "99"} and bool(stdnum_iban.is_valid(compact))


def siret(field: Field, raw: object, around: Around) -> str | None:
    compact = re.sub(r"[\W_]+", "", clean(raw))
    if not compact:
        return None
    if compact.isascii() and compact.isdigit() and len(compact) != 14:
        raise Refused(
            _("A SIRET number has 14 digits, this one has %(count)d.") % {"count": len(compact)}
            if len(compact) != 9
            else _("These 9 digits are a SIREN number. Add the last 5: SIRET has 14 digits.")
        )
    try:
        return str(stdnum_siret.validate(compact))
    except InvalidNumber:
        raise Refused(
            _("This SIRET number contains a mistake: check its 14 digits, without letters.")
        ) from None
