"""How the counted households of the demonstration were drawn; the law process must be running:

    PARVIS_DEMO=yes python -m parvis.config.demo.takeup_drawn

They are invented: rows of the synthetic population of the library, those of modest means three
times as often, since they look for rights more. What they seem entitled to is what the law and the
local rules come to; whether they receive it is thrown with the dice of `_SAYS`.
"""

import json
import lzma
import random
from datetime import date
from pathlib import Path
from typing import Any, Final

from parvis.core.paths import library_dir

NUMBER: Final = 240
SEED: Final = 2026
_MODEST: Final = 900_00  # cents a month of quotient
_SAYS: Final = {"yes": 0.58, "no": 0.32, "": 0.10}


def path() -> Path:
    return library_dir() / "pau-bearn-pyrenees" / "population" / "take-up.json.xz"


def main() -> None:
    from parvis.core import clock
    from parvis.eligibility.interview import Interview
    from parvis.eligibility.population import storage
    from parvis.eligibility.population.situations import situations
    from parvis.eligibility.takeup.counting import assess_apart

    on, dice = clock.today(), random.Random(SEED)  # noqa: S311  nothing secret
    homes = storage.read(path().parent).households
    weights = [
        weight * (3 if 0 < quotient < _MODEST else 1)
        for weight, quotient in zip(homes.weight.tolist(), homes.quotient.tolist(), strict=True)
    ]
    rows = sorted(set(dice.choices(range(len(weights)), weights, k=NUMBER)))
    lives = [Interview(one, ("vous",)) for one in situations(homes, rows, on)]
    found = [
        one for at in range(0, len(lives), 40) for one in assess_apart(lives[at : at + 40], on)
    ]
    people = [_person(life, each, on, dice) for life, each in zip(lives, found, strict=True)]
    told = {"law": found[0].law, "on": on.isoformat(), "people": people}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    path().write_bytes(lzma.compress(text.encode(), preset=9))


def _person(life: Any, assessed: Any, on: date, dice: random.Random) -> dict[str, Any]:
    from parvis.eligibility.results import lines_of
    from parvis.eligibility.takeup import rules

    by_benefit: dict[str, list[Any]] = {}
    for line in lines_of(assessed, life, on):
        by_benefit.setdefault(line.benefit, []).append(line)
    received, standings = {}, []
    for benefit, lines in sorted(by_benefit.items()):
        said = ""
        if any(rules.is_counted(line) and line.is_yes for line in lines):
            said = dice.choices(list(_SAYS), list(_SAYS.values()))[0]
        if said:
            received[benefit] = said
        if stands := rules.state_of(lines, said):
            standings.append([benefit, *stands])
    situation = life.situation
    return {
        "interview": life.to_json(),
        "received": received,
        "standings": standings,
        "commune": situation.fact("home.commune").value,
        "age": rules.age_band(situation, on),
        "family": rules.family_kind(situation),
    }


if __name__ == "__main__":
    from parvis.config.cli._site import open_site

    open_site()
    main()
