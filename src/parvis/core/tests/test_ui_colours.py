"""Whatever colours a territory chooses, its pages can be read."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.ui import colours, style

ANY_COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_of_known_pairs():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(ANY_COLOUR, ANY_COLOUR, st.booleans())
def test_text_reads_on_every_ground(primary, accent, dark):
    made = colours.palette({"primary": primary, "accent": accent}, dark)
    ground = colours.DARK_GROUND if dark else colours.LIGHT_GROUND

    for key in ("primary", "accent"):
        for text in (made[key], made[f"{key}-strong"]):
            assert colours.contrast(text, ground) >= colours.TEXT
            assert colours.contrast(text, made[f"{key}-soft"]) >= colours.TEXT
            assert colours.contrast(made[f"on-{key}"], text) >= colours.TEXT
    assert colours.contrast("#ffffff", made["deep"]) >= 7
    assert colours.contrast("#d6e3df", made["deep"]) >= colours.TEXT
    assert colours.contrast(made["on-call"], made["call"]) >= colours.TEXT


@given(ANY_COLOUR)
def test_the_brand_itself_is_kept_for_decoration(primary):
    assert colours.palette({"primary": primary})["primary-brand"] == primary


@pytest.mark.parametrize("wrong", ["red", "#12", "#12345g", "url(x)", "#fff;}body{"])
def test_what_is_no_colour_is_refused_and_replaced(wrong):
    assert colours.faults({"primary": wrong}) == ["primary"]
    assert colours.palette({"primary": wrong}) == colours.palette({})
    assert wrong not in colours.stylesheet({"primary": wrong})


def test_short_colours_are_understood():
    assert colours.parse("#fff") == (1, 1, 1)


@pytest.mark.parametrize(("name", "dark"), [("tokens", False), ("dark", True)])
def test_the_files_hold_the_default_palette(name, dark):
    css = (style.STATIC / f"core/css/{name}.css").read_text()
    written = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))

    assert written | colours.palette({}, dark) == written


@pytest.mark.parametrize(
    ("name", "grounds"),
    [("tokens", ("paper", "surface", "sunk")), ("dark", ("paper", "surface", "sunk"))],
)
def test_our_own_colours_read(name, grounds):
    css = (style.STATIC / f"core/css/{name}.css").read_text()
    value = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))

    for ground in grounds:
        for text in (
            "ink",
            "ink-soft",
            "primary",
            "accent",
            "danger",
            "warning",
            "success",
            "info",
        ):
            assert colours.contrast(value[text], value[ground]) >= colours.TEXT, (text, ground)
        assert colours.contrast(value["line-strong"], value[ground]) >= colours.CONTROL
    for kind in ("info", "success", "warning", "danger"):
        assert colours.contrast(value[kind], value[f"{kind}-soft"]) >= colours.TEXT, kind
        assert colours.contrast(value["ink"], value[f"{kind}-soft"]) >= 7, kind


def test_every_style_file_is_joined():
    files = {path.stem for path in (style.STATIC / "core/css").glob("*.css")}

    assert files == {*style.SHEETS, "tokens", "dark", "print"}


@pytest.mark.parametrize("mode", ["auto", "clair", "sombre"])
def test_the_sheet_is_balanced_and_knows_its_mode(mode):
    text = style._joined(mode, ()).text.decode()

    assert text.count("{") == text.count("}")
    assert ("prefers-color-scheme: dark" in text) == (mode == "auto")
    assert ("#10191b" in text) == (mode != "clair")
    assert "../" not in text


def test_the_address_changes_with_the_colours():
    one = style._joined("auto", (("primary", "#123456"),))
    other = style._joined("auto", (("primary", "#654321"),))

    assert one.version != other.version


def test_no_style_reaches_for_another_server():
    for path in Path(style.STATIC / "core/css").glob("*.css"):
        assert "http" not in re.sub(r'\[href\^="http"\]', "", path.read_text()), path.name
