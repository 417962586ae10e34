import json
import re
from html import unescape
from math import isclose

import pytest
from django.test import Client, override_settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from parvis.config import env
from parvis.config.settings.maps import tile_origin
from parvis.core import maps
from parvis.core.maps import Point
from parvis.core.ui import maps as drawn

LESCAR = Point(43.33358, -0.43458, "Lescar")
PAU = Point(43.31117, -0.35583, "Pau")
degrees = {"allow_nan": False, "allow_infinity": False}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (43.33358, -0.43458, "43,33358° N, 0,43458° O, au repère « Lescar »"),
        (43.34358, -0.43458, "43,34358° N, 0,43458° O, à environ 1,1 km au nord du repère « Lescar »"),
        (43.33, -0.43, "43,33000° N, 0,43000° O, à environ 540 m au sud-est du repère « Lescar »"),
        (43.3, -0.1, "43,30000° N, 0,10000° O, à environ 21 km à l’est du repère « Pau »"),
    ],
)  # fmt: skip
def test_a_position_in_words(latitude, longitude, expected):
    with override("fr"):
        assert plain(maps.position_in_words(latitude, longitude, [LESCAR, PAU])) == expected


def test_a_position_where_nothing_is_known():
    with override("fr"):
        assert maps.position_in_words(-20.9, 55.5) == "20,90000° S, 55,50000° E"


@given(
    st.lists(
        st.builds(Point, st.floats(-80, 80, **degrees), st.floats(-179, 179, **degrees)),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_known_lies_in_the_extent(points):
    box = maps.extent(points)
    assert all(box.holds(point.latitude, point.longitude) for point in points)


def test_the_extent_leaves_ten_kilometres():
    box = maps.extent([LESCAR])
    assert isclose(maps.distance(LESCAR, box.north, LESCAR.longitude), 10_000, rel_tol=0.01)
    assert isclose(maps.distance(LESCAR, LESCAR.latitude, box.east), 10_000, rel_tol=0.01)
    assert maps.extent([]) is None


def told(html: str) -> dict:
    return json.loads(unescape(re.search(r'data-map="([^"]*)"', html)[1]))


def test_a_map_says_what_it_shows_and_hides_without_a_script():
    html = drawn.shown([Point(43.3, -0.4, 'a "b" <c>', "/x/", "d")], "Carte d’un lieu")
    assert "hidden" in html
    assert 'role="img" aria-label="Carte d’un lieu"' in html
    assert "<c>" not in html
    assert told(html)["points"] == [[43.3, -0.4, 'a "b" <c>', "/x/", "d"]]
    assert "style=" not in html


@pytest.mark.django_db
def test_outlines_are_served_once_a_file_is_set(client: Client, tmp_path):
    assert client.get("/carte/contours.json").status_code == 404
    file = tmp_path / "communes.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}')
    with override_settings(MAP_OUTLINES=str(file)):
        answer = client.get("/carte/contours.json")
        assert json.loads(b"".join(answer.streaming_content))["features"] == []
        assert told(drawn.shown([PAU], "x"))["outlines"] == "/carte/contours.json"


def test_tiles_open_the_policy_to_their_host_alone(monkeypatch):
    assert tile_origin("") == []
    assert tile_origin("https://data.geopf.fr/wmts?z={z}&x={x}&y={y}") == ["https://data.geopf.fr"]
    for wrong in ("http://a.fr/{z}/{x}/{y}.png", "https://a.fr/{z}.png"):
        monkeypatch.setenv("PARVIS_MAP_TILES", wrong)
        with pytest.raises(env.InvalidSetting):
            _ = env.MAP_TILES.value
    monkeypatch.setenv("PARVIS_MAP_OUTLINES", "/nowhere.json")
    with pytest.raises(env.InvalidSetting):
        _ = env.MAP_OUTLINES.value
