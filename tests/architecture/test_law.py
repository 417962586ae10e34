"""The law package weighs 150 MB and seconds: only the law process loads it."""

import os
import subprocess
import sys

LOADED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "parvis.config.settings.test"
import django; django.setup()
from django.urls import get_resolver; get_resolver().url_patterns
import procrastinate.contrib.django
import parvis.connectors.openfisca.client
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_pages_and_jobs_load_no_law() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, env=os.environ
    )
    loaded = set(told.stdout.split())
    assert "parvis" in loaded
    heavy = {"flask", "numpy"}  # numpy: 20 MB that few pages need, each where it does
    assert not {name for name in loaded if name.startswith("openfisca") or name in heavy}
