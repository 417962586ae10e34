"""Fetch the front-end files Parvis keeps a copy of, at pinned versions, and record their origin.

Run by hand when a version changes: `python scripts/vendor_frontend.py` (needs `npm` for fetching).
Writes `src/parvis/core/static/vendor/`, the icon sprite and `VENDORED.md`. Nothing here runs when
Parvis is installed or built.
"""

import hashlib
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src/parvis/core/static"
VENDOR = STATIC / "vendor"


@dataclass(frozen=True)
class Package:
    """One npm package: which of its files we keep (path in the package -> path under vendor/)."""

    name: str
    version: str
    licence: str
    reason: str
    files: dict[str, str] = field(default_factory=dict)


PACKAGES = [
    Package(
        "modern-normalize",
        "3.0.1",
        "MIT",
        "the reset under our own style sheets (decision 0020)",
        {"modern-normalize.css": "modern-normalize.css", "license": "licences/normalize.txt"},
    ),
    Package(
        "@fontsource-variable/bricolage-grotesque",
        "5.3.0",
        "OFL-1.1",
        "headings",
        {
            "files/bricolage-grotesque-latin-opsz-normal.woff2": "fonts/bricolage-latin.woff2",
            "files/bricolage-grotesque-latin-ext-opsz-normal.woff2": (
                "fonts/bricolage-latin-ext.woff2"
            ),
            "LICENSE": "licences/bricolage-grotesque.txt",
        },
    ),
    Package(
        "@fontsource-variable/atkinson-hyperlegible-next",
        "5.3.0",
        "OFL-1.1",
        "text: drawn by the Braille Institute for low vision",
        {
            "files/atkinson-hyperlegible-next-latin-wght-normal.woff2": (
                "fonts/atkinson-latin.woff2"
            ),
            "files/atkinson-hyperlegible-next-latin-wght-italic.woff2": (
                "fonts/atkinson-latin-italic.woff2"
            ),
            "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": (
                "fonts/atkinson-latin-ext.woff2"
            ),
            "LICENSE": "licences/atkinson-hyperlegible-next.txt",
        },
    ),
    Package(
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        "draws maps; every page that has one says the same in words",
        {
            "dist/leaflet.js": "leaflet/leaflet.js",
            "dist/leaflet.css": "leaflet/leaflet.css",
            "dist/images/layers.png": "leaflet/images/layers.png",
            "dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
            "dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
            "LICENSE": "licences/leaflet.txt",
        },
    ),
    Package(
        "lucide-static",
        "1.62.0",
        "ISC and MIT",
        "icons; only those named below go into `core/icons.svg`",
        {"LICENSE": "licences/lucide.txt"},
    ),
]

# Our name -> lucide's name.
ICONS = {
    "accessibility": "accessibility",
    "alert": "triangle-alert",
    "arrow-down": "arrow-down",
    "arrow-left": "arrow-left",
    "arrow-right": "arrow-right",
    "arrow-up": "arrow-up",
    "baby": "baby",
    "banknote": "banknote",
    "bell": "bell",
    "bike": "bike",
    "book": "book-open",
    "building": "building-2",
    "bus": "bus",
    "calendar": "calendar",
    "camera": "camera",
    "chart": "chart-column",
    "check": "check",
    "check-circle": "circle-check",
    "chevron-down": "chevron-down",
    "chevron-right": "chevron-right",
    "clock": "clock",
    "copy": "copy",
    "download": "download",
    "edit": "pencil",
    "euro": "euro",
    "external": "external-link",
    "eye": "eye",
    "eye-off": "eye-off",
    "file": "file-text",
    "file-plus": "file-plus",
    "filter": "filter",
    "fingerprint": "fingerprint",
    "flag": "flag",
    "globe": "globe",
    "handshake": "handshake",
    "heart": "heart",
    "help": "circle-question-mark",
    "history": "history",
    "home": "house",
    "hourglass": "hourglass",
    "inbox": "inbox",
    "info": "info",
    "key": "key-round",
    "landmark": "landmark",
    "language": "languages",
    "layers": "layers",
    "leaf": "leaf",
    "link": "link",
    "list": "list",
    "locate": "locate",
    "lock": "lock",
    "log-in": "log-in",
    "log-out": "log-out",
    "mail": "mail",
    "map-pin": "map-pin",
    "menu": "menu",
    "message": "message-square",
    "minus": "minus",
    "monitor": "monitor",
    "moon": "moon",
    "paperclip": "paperclip",
    "phone": "phone",
    "plus": "plus",
    "print": "printer",
    "receipt": "receipt",
    "recycle": "recycle",
    "refresh": "refresh-cw",
    "scale": "scale",
    "school": "school",
    "search": "search",
    "send": "send",
    "server": "server",
    "settings": "settings",
    "shield": "shield-check",
    "smartphone": "smartphone",
    "sprout": "sprout",
    "star": "star",
    "store": "store",
    "sun": "sun",
    "tag": "tag",
    "ticket": "ticket",
    "trash": "trash-2",
    "trees": "trees",
    "upload": "upload",
    "user": "user",
    "user-plus": "user-plus",
    "users": "users",
    "vote": "vote",
    "wrench": "wrench",
    "x": "x",
    "x-circle": "circle-x",
}


def fetch(package: Package, folder: Path) -> Path:
    """Download and open one package; answers the folder that holds its files."""
    packed = subprocess.run(
        [  # noqa: S607  npm, wherever this machine keeps it
            "npm",
            "pack",
            f"{package.name}@{package.version}",
            "--silent",
        ],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    archive = folder / packed.stdout.strip().splitlines()[-1]
    opened = archive.with_suffix("")
    with tarfile.open(archive) as tar:
        tar.extractall(opened, filter="data")
    return opened / "package"


def sprite(icons: Path) -> str:
    """One SVG with a symbol per icon we use; strokes come from the page's style sheet."""
    symbols = []
    for ours, theirs in ICONS.items():
        text = (icons / f"{theirs}.svg").read_text()
        found = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
        if found is None:
            raise ValueError(f"{theirs}.svg is not an icon")
        shapes = " ".join(found[1].split()).replace("> <", "><")
        symbols.append(f'<symbol id="{ours}" viewBox="0 0 24 24">{shapes}</symbol>')
    licence = "<!-- Lucide, ISC and MIT: vendor/licences/lucide.txt -->"
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', licence, *symbols, "</svg>", ""])


def keep(source: Path, target: Path) -> str:
    """Copy one file under vendor/ and answer its SHA-256 as published."""
    published = source.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".css":
        # In a cascade layer of its own, so that any rule of ours wins over it.
        target.write_text(f"@layer reset {{\n{published.decode()}}}\n")
    elif target.suffix == ".js":
        # The map of the source is not kept, and static files refuse to name what is not there.
        target.write_bytes(re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", published))
    else:
        target.write_bytes(published)
    return hashlib.sha256(published).hexdigest()


def main() -> None:
    lines = [
        "# Front-end files kept in this repository",
        "",
        "Written by `scripts/vendor_frontend.py`; change versions there. SHA-256: as published.",
        "",
        "| package | version | licence | why | file | SHA-256 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            opened = fetch(package, Path(folder))
            for source, target in package.files.items():
                digest = keep(opened / source, VENDOR / target)
                lines.append(
                    f"| {package.name} | {package.version} | {package.licence} | {package.reason} "
                    f"| `{target}` | `{digest}` |"
                )
            if package.name == "lucide-static":
                text = sprite(opened / "icons")
                (STATIC / "core").mkdir(parents=True, exist_ok=True)
                (STATIC / "core/icons.svg").write_text(text)
                lines.append(
                    f"| {package.name} | {package.version} | {package.licence} | {package.reason} "
                    f"| `../core/icons.svg` (derived) "
                    f"| `{hashlib.sha256(text.encode()).hexdigest()}` |"
                )
    (VENDOR / "VENDORED.md").write_text("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
