"""Where the data that travels with the program lies, from a checkout or from a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def library_dir() -> Path:
    """The service packages: `library/` of the checkout, or the copy inside the wheel."""
    bundled = _PACKAGE / "_data" / "library"
    return bundled if bundled.is_dir() else _PACKAGE.parent.parent / "library"
