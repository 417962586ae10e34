"""What lies under the maps."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page


@public_page
@require_safe
@cache_control(public=True, max_age=24 * 3600)
def outlines(request: HttpRequest) -> FileResponse:
    """The GeoJSON file of `PARVIS_MAP_OUTLINES`."""
    path = Path(settings.MAP_OUTLINES)
    if not settings.MAP_OUTLINES or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="application/geo+json")
