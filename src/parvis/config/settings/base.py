"""Language, time, files, mail."""

from pathlib import Path

from parvis.config import env

DATA_DIR: Path = env.DATA_DIR.value.absolute()
DEBUG = env.DEBUG.value
DEMO = env.DEMO.value
BASE_URL = env.BASE_URL.value
IN_FORCE = env.in_force()

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "parvis.core.files.storage.Folder"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Plain inputs without templates.
FORM_RENDERER = "parvis.core.ui.renderer.Renderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
