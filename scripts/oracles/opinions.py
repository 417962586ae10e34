"""Runs inside the environment of `red-dwarf`: invented conversations, and the groups it finds.

Writes `opinions.json`: each conversation as one line of marks per person (+ agrees, - disagrees,
0 passes, . not seen), the group of each person, and the consensus on each statement.
"""

import json
import random
import sys
from pathlib import Path

from reddwarf.implementations.base import run_pipeline

MARKS = {1: "+", -1: "-", 0: "0", None: "."}
# People, statements, reactions of each, groups, how far the groups are apart.
SHAPES = [
    (120, 24, 14, 2, 1.6),
    (160, 30, 18, 3, 2.0),
    (200, 40, 20, 2, 1.2),
    (90, 16, 12, 3, 2.2),
    (250, 30, 12, 4, 2.6),
    (80, 20, 20, 2, 1.0),
]


def conversation(seed: int) -> list[list[int | None]]:
    people, statements, each, groups, apart = SHAPES[seed]
    draw = random.Random(seed)  # noqa: S311
    liked = [draw.gauss(0.4, 0.6) for _ in range(statements)]
    lean = [[draw.gauss(0, apart) for _ in range(statements)] for _ in range(groups)]
    rows = []
    for person in range(people):
        row: list[int | None] = [None] * statements
        for one in draw.sample(range(statements), each):
            feeling = liked[one] + lean[person % groups][one] + draw.gauss(0, 1)
            row[one] = 0 if abs(feeling) < 0.3 else 1 if feeling > 0 else -1
        rows.append(row)
    return rows


def answers(rows: list[list[int | None]]) -> dict:
    votes = [
        {"participant_id": person, "statement_id": one, "vote": vote, "modified": 0}
        for person, row in enumerate(rows)
        for one, vote in enumerate(row)
        if vote is not None
    ]
    found = run_pipeline(votes=votes, random_state=0)
    groups = found.participants_df["cluster_id"]
    agree = found.group_aware_consensus["agree"]
    return {
        "people": ["".join(MARKS[vote] for vote in row) for row in rows],
        "groups": [int(groups[person]) for person in range(len(rows))],
        "consensus": [round(float(agree[one]), 9) for one in range(len(rows[0]))],
    }


def main() -> None:
    told = [answers(conversation(seed)) for seed in range(len(SHAPES))]
    path = Path(sys.argv[1]) / "opinions.json"
    path.write_text("[\n" + ",\n".join(json.dumps(one) for one in told) + "\n]\n")


if __name__ == "__main__":
    main()
