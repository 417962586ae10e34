"""The commands of the guide work as they are written, but for `curl` itself."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from parvis.cases.tests import factories as cases
from parvis.partners.problems import _titles
from parvis.partners.tests.conftest import Program, filing, program

GUIDE = Path(__file__).parents[4] / "docs" / "guides" / "partners.md"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_world")]


def play(mine: Program, command: str, files: dict[str, Any]) -> Any:
    """What curl would do with these options."""
    words = shlex.split(command.replace("\\\n", " "))[1:]
    headers, method, body, url = {}, "GET", "", ""
    while words:
        match words.pop(0):
            case "-H":
                name, _colon, value = words.pop(0).partition(": ")
                headers[name.lower()] = value
            case "-X":
                method = words.pop(0)
            case "-d":
                given = words.pop(0)
                body = json.dumps(files[given[1:]]) if given.startswith("@") else given
            case other:
                url = other
    kind = headers.pop("content-type", "application/octet-stream")
    return mine.client.generic(method, url, body, content_type=kind, headers=headers)


def test_the_commands_of_the_guide(world: cases.World) -> None:
    case = cases.take_on(world, cases.make_case(world))
    mine = program(world.lescar)
    values = {
        "SITE": "",
        "KEY": mine.token,
        "REFERENCE": case.reference,
        "ITEM": str(cases.item_of(case, "terrain").pk),
        "FILING": "f-1",
    }
    commands = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.S)
    said = []
    for command in commands:
        told = re.sub(r"\$([A-Z]+)", lambda name: values[name[1]], command)
        said.append(play(mine, told, {"filing.json": filing(world)}).status_code)
    assert said == [200, 200, 200, 201, 200]


def test_every_problem_is_in_the_guide() -> None:
    guide = GUIDE.read_text()
    assert [code for code in _titles() if f"`{code}`" not in guide] == []
