"""The copies of other people's work are what their record says."""

import hashlib
import re

import pytest

from parvis.core.ui import icons, style

VENDOR = style.STATIC / "vendor"
RECORD = re.findall(
    r"`([^`]+)`(?: \(derived\))? \| `([0-9a-f]{64})`", (VENDOR / "VENDORED.md").read_text()
)
# A layer more; the address of a source map less.
CHANGED = {"leaflet/leaflet.css", "leaflet/leaflet.js", "modern-normalize.css"}


def test_every_copy_is_recorded():
    copies = {str(p.relative_to(VENDOR)) for p in VENDOR.rglob("*") if p.is_file()}

    assert copies - {"VENDORED.md"} == {name for name, _ in RECORD if not name.startswith("..")}


@pytest.mark.parametrize(("name", "digest"), [row for row in RECORD if row[0] not in CHANGED])
def test_no_copy_was_touched(name, digest):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_font_carries_its_licence():
    for name in ("bricolage-grotesque", "atkinson-hyperlegible-next"):
        assert "SIL Open Font License" in (VENDOR / f"licences/{name}.txt").read_text().replace(
            "SIL OPEN FONT LICENSE", "SIL Open Font License"
        )


def test_the_sprite_holds_no_script():
    text = icons.SPRITE.read_text()

    assert "<script" not in text
    assert not re.search(r"\son[a-z]+=", text)
