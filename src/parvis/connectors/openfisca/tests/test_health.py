"""What `parvis check` says where no law process answers."""

from pathlib import Path
from typing import Any

from parvis.connectors.openfisca import client


def test_no_law_process_is_said_with_what_to_run(tmp_path: Path, settings: Any) -> None:
    settings.LAW = str(tmp_path / "law.sock")
    told = client.check()
    assert (told.state, settings.LAW in told.message) == ("bad", True)
    assert "parvis law" in told.remedy
