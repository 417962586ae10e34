"""Run by a Python that has `red-dwarf`: CPU seconds of its map of one conversation, and its groups.

The file has one line of marks per person: + agrees, - disagrees, 0 passes, . not seen.
"""

import json
import sys
import time
from pathlib import Path

from reddwarf.implementations.base import run_pipeline

VALUES = {"+": 1, "-": -1, "0": 0}


def main(path: str) -> None:
    votes = [
        {"participant_id": person, "statement_id": one, "vote": VALUES[mark], "modified": 0}
        for person, row in enumerate(Path(path).read_text().splitlines())
        for one, mark in enumerate(row)
        if mark in VALUES
    ]
    began = time.process_time()
    found = run_pipeline(votes=votes, random_state=0)
    seconds = time.process_time() - began
    groups = found.participants_df["cluster_id"]
    told = [int(group) for group in groups.fillna(-1)]
    print(json.dumps({"seconds": seconds, "groups": told}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
