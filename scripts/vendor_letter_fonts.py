"""Make the fonts of letters from the published npm packages: Typst wants whole, static TrueType.

    uv run --no-project --with fonttools scripts/vendor_letter_fonts.py

The Latin subsets are joined, and two glyphs that French typography needs and the fonts lack are
drawn from their own: the narrow no-break space and the no-break hyphen. The licence (OFL 1.1, no
reserved name) allows it and travels along.
"""

import io
import subprocess
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parent.parent / "src/parvis/core/documents/fonts"
VERSION = "5.3.0"
ATKINSON = ("atkinson-hyperlegible-next", "Atkinson Hyperlegible Next")
BRICOLAGE = ("bricolage-grotesque", "Bricolage Grotesque")
FONTS = [
    (ATKINSON, 400, "normal", "Regular", "atkinson-regular.ttf"),
    (ATKINSON, 400, "italic", "Italic", "atkinson-italic.ttf"),
    (ATKINSON, 700, "normal", "Bold", "atkinson-bold.ttf"),
    (BRICOLAGE, 700, "normal", "Bold", "bricolage-bold.ttf"),
]


def unpacked(package: str, into: Path) -> Path:
    name = f"@fontsource/{package}@{VERSION}"
    done = subprocess.run(["npm", "pack", name], cwd=into, check=True, capture_output=True)  # noqa: S607
    archive = into / done.stdout.decode().split()[-1]
    target = into / package
    with tarfile.open(archive) as files:
        files.extractall(target, filter="data")
    return target / "package"


def joined(folder: Path, package: str, weight: int, style: str) -> TTFont:
    parts = []
    for subset in ("latin", "latin-ext"):
        font = TTFont(folder / "files" / f"{package}-{subset}-{weight}-{style}.woff")
        font.flavor = None
        part = folder / f"{subset}-{weight}-{style}.ttf"
        font.save(part)
        parts.append(str(part))
    return Merger().merge(parts)


def add_french_glyphs(font: TTFont) -> None:
    space = font.getBestCmap()[0x20]
    hyphen = font.getBestCmap()[0x2D]
    advance, bearing = font["hmtx"][space]
    font.setGlyphOrder([*font.getGlyphOrder(), "uni202F"])
    font["glyf"]["uni202F"] = font["glyf"][space]
    font["hmtx"]["uni202F"] = (round(advance * 0.6), bearing)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[0x202F] = "uni202F"
            table.cmap[0x2011] = hyphen


def rename(font: TTFont, family: str, style: str, weight: int) -> None:
    names = font["name"]
    for number in (16, 17, 21, 22, 25):
        names.removeNames(nameID=number)
    compact = f"{family}-{style}".replace(" ", "")
    for number, text in ((1, family), (2, style), (4, f"{family} {style}"), (6, compact)):
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def main() -> None:
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        folders = {name: unpacked(name, Path(temporary)) for name, _ in (ATKINSON, BRICOLAGE)}
        for (package, family), weight, style, label, file in FONTS:
            font = joined(folders[package], package, weight, style)
            add_french_glyphs(font)
            rename(font, family, label, weight)
            font["head"].modified = font["head"].created
            font.recalcTimestamp = False
            buffer = io.BytesIO()
            font.save(buffer)
            (FOLDER / file).write_bytes(buffer.getvalue())
            digest = sha256(buffer.getvalue()).hexdigest()
            lines.append(f"| @fontsource/{package} | {VERSION} | OFL-1.1 | `{file}` | `{digest}` |")
        for package, folder in folders.items():
            (FOLDER / f"{package}.txt").write_bytes((folder / "LICENSE").read_bytes())
    (FOLDER / "VENDORED.md").write_text(
        "# Fonts of letters\n\nWritten by `scripts/vendor_letter_fonts.py`.\n\n"
        "| package | version | licence | file | SHA-256 |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(lines)
        + "\n"
    )


if __name__ == "__main__":
    main()
