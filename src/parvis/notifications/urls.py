from django.urls import path

from parvis.notifications.views import administrator, agent, demo, resident

app_name = "notifications"

urlpatterns = [
    path("mes-messages/", resident.inbox, name="inbox"),
    path("mes-messages/<int:pk>/", resident.message, name="message"),
    path("mes-messages/tout-lu/", resident.read_all, name="read-all"),
    path("mes-messages/preferences/", resident.preferences, name="preferences"),
    path("agent/courriers/", agent.letters, name="letters"),
    path("agent/courriers/<int:pk>.pdf", agent.letter, name="letter"),
    path("agent/courriers/<int:pk>/poste/", agent.posted, name="posted"),
    path("administration/envois/", administrator.failures, name="failures"),
    path("administration/envois/renvoyer/", administrator.retry_all, name="retry-all"),
    path("administration/envois/<int:pk>/renvoyer/", administrator.retry, name="retry"),
    path(
        "administration/effets/<int:pk>/renvoyer/",
        administrator.retry_delivery,
        name="retry-delivery",
    ),
    path(
        "administration/travaux/<int:pk>/relancer/",
        administrator.retry_job,
        name="retry-job",
    ),
    path("demo/messages/", demo.letter_box, name="demo"),
    path("demo/messages/<int:pk>/", demo.opened, name="demo-opened"),
    path("demo/messages/<int:pk>/page/", demo.framed, name="demo-framed"),
    path("demo/messages/<int:pk>/pieces/<int:number>/", demo.piece, name="demo-piece"),
]
