"""A territory's colours made readable: contrast is computed, never hoped for.

A theme is `{"primary": "#0f5257", "accent": "#b5482a"}`. The brand colours are kept as they are for
decoration; what carries text is darkened (or lightened, on dark pages) until it reads.
Contrast: WCAG 2.2, success criteria 1.4.3 (text, 4.5) and 1.4.11 (controls, 3).
"""

import colorsys
import re
from collections.abc import Mapping

PAPER, NIGHT = "#fbf8f2", "#10191b"
# The darkest and lightest surfaces text may stand on, in each mode.
LIGHT_GROUND, DARK_GROUND = "#f1ebe0", "#22312f"
INK, WHITE = "#14262b", "#ffffff"
DEFAULTS = {"primary": "#0e5259", "accent": "#b24a2b"}
TEXT, CONTROL = 4.5, 3.0
SOFT = {"primary": (0.915, 0.42), "accent": (0.925, 0.65)}  # lightness, most saturation
_HEX = re.compile(r"#[0-9a-f]{6}")

Rgb = tuple[float, float, float]


class InvalidColour(ValueError):
    """Not a colour written #rrggbb."""


def parse(colour: str) -> Rgb:
    """#rrggbb (or #rgb) to three numbers from 0 to 1. Raises InvalidColour."""
    text = str(colour).strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        text = "#" + "".join(c * 2 for c in text[1:])
    if not _HEX.fullmatch(text):
        raise InvalidColour(colour)
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def write(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in rgb)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2 definition)."""
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parse(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink_on(ground: str) -> str:
    """White or ink, whichever reads better on `ground`: one of them always reaches 4.5."""
    return max((WHITE, "#0b1416"), key=lambda ink: contrast(ink, ground))


def readable(colour: str, ground: str, ratio: float = TEXT) -> str:
    """The colour itself, or the nearest lightness of the same hue that reads on `ground`."""
    hue, light, saturation = colorsys.rgb_to_hls(*parse(colour))
    step = -0.01 if luminance(ground) > 0.18 else 0.01
    found = write(parse(colour))
    while contrast(found, ground) < ratio and -0.01 < light < 1.01:
        light += step
        found = write(colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation))
    return found


def mixed(colour: str, ground: str, part: float) -> str:
    """`part` (0 to 1) of a colour over a ground."""
    return write(
        tuple(c * part + g * (1 - part) for c, g in zip(parse(colour), parse(ground), strict=True))  # type: ignore[arg-type]
    )


def faults(theme: Mapping[str, str]) -> list[str]:
    """The keys of a theme that cannot be read as colours."""
    wrong = []
    for key in DEFAULTS:
        try:
            parse(theme.get(key) or DEFAULTS[key])
        except InvalidColour:
            wrong.append(key)
    return wrong


def _colour(theme: Mapping[str, str], key: str) -> str:
    return DEFAULTS[key] if key in faults(theme) else write(parse(theme.get(key) or DEFAULTS[key]))


def _calm(colour: str, key: str) -> str:
    """Less saturated: large areas of a strong colour glare on a dark page."""
    hue, light, saturation = colorsys.rgb_to_hls(*parse(colour))
    return write(colorsys.hls_to_rgb(hue, light, saturation * (0.72 if key == "primary" else 1)))


def _tint(colour: str, light: float, saturation: float) -> str:
    """The same hue, as a pale or a dark ground."""
    hue, _light, strength = colorsys.rgb_to_hls(*parse(colour))
    return write(colorsys.hls_to_rgb(hue, light, min(strength, saturation)))


def palette(theme: Mapping[str, str], dark: bool = False) -> dict[str, str]:
    """CSS variables for one mode; every pair that carries text reaches 4.5."""
    made: dict[str, str] = {}
    for key in ("primary", "accent"):
        brand = _colour(theme, key)
        soft = _tint(brand, 0.16, 0.34) if dark else _tint(brand, *SOFT[key])
        shown = (
            readable(_calm(brand, key), DARK_GROUND, 6.0) if dark else readable(brand, LIGHT_GROUND)
        )
        shown = readable(shown, soft)
        made |= {
            f"{key}-brand": brand,
            key: shown,
            f"{key}-strong": mixed(shown, "#ffffff" if dark else "#000000", 0.82),
            f"on-{key}": ink_on(shown),
            f"{key}-soft": soft,
            f"{key}-line": _tint(brand, 0.32, 0.3) if dark else _tint(brand, 0.74, 0.38),
        }
    # In both modes, `call` stands on a white field and white text stands on `deep`.
    deep = readable(mixed(_colour(theme, "primary"), "#06191c", 0.8), WHITE, 9.0)
    call = readable(_colour(theme, "accent"), WHITE)
    made |= {"call": call, "on-call": ink_on(call)}
    made["deep"] = mixed(deep, "#081112", 0.55) if dark else deep
    return made


def stylesheet(theme: Mapping[str, str], dark: bool = False) -> str:
    """The palette as CSS, in the `theme` layer, above the defaults."""
    lines = "".join(f"--{name}:{value};" for name, value in palette(theme, dark).items())
    return f"@layer theme{{:root{{{lines}}}}}\n"
