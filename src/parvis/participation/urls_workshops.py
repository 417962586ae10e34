"""Addresses of workshops: registering, and all that organisers and facilitators do."""

from django.urls import path

from parvis.participation.views import workshops_agent as agent
from parvis.participation.views import workshops_day as day
from parvis.participation.views import workshops_people as people
from parvis.participation.views import workshops_public as public

LIST = "concertations/<slug:slug>/ateliers/"
HERE = f"{LIST}<int:workshop>/"
THERE = f"agent/{HERE}"

urlpatterns = [
    path(LIST, public.listed, name="workshop-list"),
    path(HERE, public.workshop, name="workshop-page"),
    path(f"{HERE}agenda.ics", public.calendar, name="workshop-calendar"),
    path(f"{HERE}compte-rendu/", public.minutes, name="workshop-minutes"),
    path(f"agent/{LIST}", agent.listed, name="agent-workshops"),
    path(f"agent/{LIST}nouveau/", agent.new, name="agent-workshop-new"),
    path(THERE, agent.workshop, name="agent-workshop"),
    path(f"{THERE}modifier/", agent.edit, name="agent-workshop-edit"),
    path(f"{THERE}inscriptions/", people.registrations, name="agent-workshop-people"),
    path(f"{THERE}presences/", people.attendance, name="agent-workshop-attendance"),
    path(f"{THERE}deroule/", day.sheet, name="agent-workshop-sheet"),
    path(f"{THERE}deroule/modifier/", day.steps, name="agent-workshop-steps"),
    path(f"{THERE}cartes/", day.cards, name="agent-workshop-cards"),
    path(f"{THERE}saisie/", day.live, name="agent-workshop-live"),
    path(f"{THERE}projection/", day.projection, name="agent-workshop-projection"),
    path(f"{THERE}compte-rendu/", day.minutes, name="agent-workshop-minutes"),
]
