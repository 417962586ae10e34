"""Display, statements, and the gallery of components."""

from django.urls import path, re_path

from parvis.core.views import display, gallery, maps

app_name = "core"

urlpatterns = [
    path("affichage/", display.preferences, name="preferences"),
    path("affichage/langue/", display.choose_language, name="language"),
    path("affichage/couleurs/", display.choose_theme, name="theme"),
    path("accessibilite/", display.accessibility, name="accessibility"),
    path("carte/contours.json", maps.outlines, name="outlines"),
    path("composants/", gallery.gallery, name="gallery"),
    re_path(r"^style-(?P<mode>auto|clair|sombre)\.css$", display.stylesheet, name="style"),
]
