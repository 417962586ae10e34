from django.urls import include, path

from parvis.participation.views import agent_ideas, ideas, workshops, writing

_IDEAS = [
    path("", ideas.listed, name="ideas"),
    path("proposer/", writing.propose, name="propose"),
    path("proches/", writing.near, name="near"),
    path("les-miennes/", writing.mine, name="my-ideas"),
    path("invitation/<str:secret>/", writing.invited, name="invited"),
    path("<int:idea>/", ideas.idea, name="idea"),
    path("<int:idea>/photo/", ideas.photo, name="idea-photo"),
    path("<int:idea>/versions/", ideas.wordings, name="wordings"),
    path("<int:idea>/modifier/", writing.change, name="change-idea"),
    path("<int:idea>/avant-d-envoyer/", writing.before_sending, name="before-sending"),
    path("<int:idea>/inviter/", writing.invite, name="invite"),
]
_AGENT = [
    path("idees/", agent_ideas.workbench, name="agent-ideas"),
    path("idees/comparer/", agent_ideas.compare, name="agent-compare"),
    path("idees/atelier/", workshops.enter, name="workshop"),
    path("idees/criteres/", agent_ideas.criteria, name="agent-criteria"),
    path("idees/reunions/<int:gathered>/defaire/", agent_ideas.undo, name="agent-undo"),
    path("idees/<int:idea>/", agent_ideas.sheet, name="agent-idea"),
    path("moderation/", agent_ideas.moderation, name="agent-moderation"),
]
urlpatterns = [
    path("concertations/<slug:slug>/idees/", include(_IDEAS)),
    path(
        "concertations/<slug:slug>/moderation/", agent_ideas.moderation_log, name="moderation-log"
    ),
    path("agent/concertations/<slug:slug>/", include(_AGENT)),
]
