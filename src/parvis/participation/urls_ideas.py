from django.urls import include, path

from parvis.participation.views import ideas, writing

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
urlpatterns = [path("concertations/<slug:slug>/idees/", include(_IDEAS))]
