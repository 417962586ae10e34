"""The guide's example runs as it is written."""

import re
from pathlib import Path

from click.testing import CliRunner

from parvis.config.cli import main

GUIDE = Path(__file__).parents[4] / "docs/guides/recount.md"


def test_the_example_of_the_guide_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    [code] = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.S)
    exec(compile(code, str(GUIDE), "exec"), {})
    seal = capsys.readouterr().out.strip()
    words = ["recount", "vote.zip", "--seal", seal, "--receipt", "receipt.json"]
    told = CliRunner().invoke(main, words, env={"COLUMNS": "200"})
    assert told.exit_code == 0, told.output
    assert "Un préau  (2 votants)" in told.output
    assert "Votre bulletin est dans l’urne" in told.output
