"""Is there room left where files are kept? Registered by `apps.py`."""

import shutil
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from parvis.core.health import Health

GIGABYTE = 1024**3
LITTLE = 5 * GIGABYTE
NEXT_TO_NOTHING = GIGABYTE // 2


def disk() -> Health:
    """Of the folder of files; PostgreSQL's own disk is its administrator's to watch."""
    folder = next(
        one
        for one in (Path(settings.MEDIA_ROOT), *Path(settings.MEDIA_ROOT).parents)
        if one.exists()
    )
    free = shutil.disk_usage(folder).free
    told = _("%(size)s left for files") % {"size": filesizeformat(free)}
    remedy = _("Make room, or keep the files on a larger disk: nothing can be joined without it.")
    if free < NEXT_TO_NOTHING:
        return Health("bad", told, remedy)
    return Health("warning", told, remedy) if free < LITTLE else Health("good", told)
