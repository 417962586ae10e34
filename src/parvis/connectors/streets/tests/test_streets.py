import pytest

from parvis.connectors.streets.twin import DemoStreets, Unavailable


@pytest.mark.parametrize(
    ("line", "commune", "zone"),
    [
        ("5 rue Carnot", "64445", {"zone": "zone_a"}),
        ("12 bis avenue Trespoey", "64445", {"zone": "zone_c"}),
        ("5 rue Inconnue", "64445", None),
        ("5 rue Carnot", "64335", None),
    ],
)
def test_an_address_lies_in_a_zone_or_nobody_knows(line, commune, zone):
    assert DemoStreets().fetch({"line": line, "commune": commune}) == zone


def test_a_register_out_of_order_is_asked_again():
    with pytest.raises(Unavailable):
        DemoStreets().fetch({"line": "1 rue Panne", "commune": "64445"})
