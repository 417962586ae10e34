from django.urls import include, path

from parvis.appointments.views import public, resident
from parvis.appointments.views.agent import booking, day, queue, setup, taking

app_name = "appointments"

_MINE = [
    path("", resident.mine, name="mine"),
    path("calendrier/", resident.feed, name="feed"),
    path("<uuid:booking>/", resident.detail, name="mine-detail"),
    path("<uuid:booking>/deplacer/", resident.move, name="mine-move"),
    path("<uuid:booking>/annuler/", resident.cancel, name="mine-cancel"),
    path("<uuid:booking>/rendez-vous.ics", resident.calendar, name="mine-file"),
]
_AGENT = [
    path("", day.day, name="agent-day"),
    path("trouver/", taking.find, name="agent-find"),
    path("trouver/<int:kind>/", taking.slots, name="agent-slots"),
    path("trouver/<int:kind>/prendre/", taking.take, name="agent-take"),
    path("absences/", setup.absences, name="absences"),
    path("absences/<int:absence>/retirer/", setup.absence_over, name="absence-over"),
    path("calendrier/", setup.feed, name="agent-feed"),
    path("reglages/", setup.home, name="setup"),
    path("reglages/services/<int:unit>/motif/", setup.new_kind, name="kind-new"),
    path("reglages/services/<int:unit>/plage/", setup.new_opening, name="opening-new"),
    path("reglages/agendas/<int:agenda>/calendrier/", setup.room_feed, name="room-feed"),
    path("reglages/motifs/<int:kind>/", setup.kind, name="kind"),
    path("reglages/plages/<int:opening>/", setup.opening, name="opening"),
    path("<uuid:booking>/", booking.detail, name="agent-detail"),
    path("<uuid:booking>/suite/", booking.note, name="agent-note"),
    path("<uuid:booking>/deplacer/", booking.move, name="agent-move"),
    path("<uuid:booking>/annuler/", booking.cancel, name="agent-cancel"),
]
_QUEUE = [
    path("", queue.places, name="queue-places"),
    path("<int:place>/", queue.desk, name="queue"),
    path("<int:place>/numero/", queue.take, name="queue-take"),
    path("<int:place>/arrivee/", queue.arrive, name="queue-arrive"),
    path("<int:place>/appeler/", queue.call, name="queue-call"),
    path("<int:place>/numeros/<int:ticket>/", queue.ticket, name="queue-ticket"),
    path("<int:place>/numeros/<int:ticket>/fin/", queue.close, name="queue-close"),
]
urlpatterns = [
    path("rendez-vous/", public.offered, name="kinds"),
    path("rendez-vous/<int:kind>/", public.slots, name="slots"),
    path("rendez-vous/<int:kind>/prendre/", resident.take, name="take"),
    path("agendas/<str:secret>.ics", public.feed, name="feed-file"),
    path("mes-rendez-vous/", include(_MINE)),
    path("agent/rendez-vous/", include(_AGENT)),
    path("agent/file-d-attente/", include(_QUEUE)),
    path("salle-d-attente/<int:place>/", public.waiting_room, name="waiting-room"),
]
