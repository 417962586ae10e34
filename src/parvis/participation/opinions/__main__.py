"""`python -m parvis.participation.opinions --seed N < votes.csv`: the map of an export, as JSON.

The worker draws maps in such a process, so that it never holds numpy itself; `parvis opinions`
draws them anywhere. Both read what is published.
"""

import json
import sys


def main() -> None:
    from parvis.participation.opinions.drawing import draw
    from parvis.participation.opinions.export import reactions_in

    seed = int(sys.argv[sys.argv.index("--seed") + 1])
    json.dump(draw(reactions_in(sys.stdin.read()), seed=seed).as_json(), sys.stdout)


if __name__ == "__main__":
    main()
