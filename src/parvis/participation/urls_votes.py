"""Addresses of votes: the ballot, the results, the screen, the desk, the papers."""

from django.urls import path

from parvis.participation.views import (
    agent_paper_votes,
    agent_votes,
    agent_voting_desk,
    vote_receipts,
    vote_results,
    votes,
    voting_screen,
)

HERE = "concertations/<slug:slug>/vote/<int:vote>/"
ORGANISE = "agent/concertations/<slug:slug>/votes/"
THERE = f"{ORGANISE}<int:vote>/"
DESK = f"{THERE}guichet/"
PAPER = f"{THERE}papier/"

urlpatterns = [
    path(HERE, votes.ballot, name="vote"),
    path(f"{HERE}verifier/", votes.check, name="vote-check"),
    path(f"{HERE}deposer/", votes.put, name="vote-put"),
    path(f"{HERE}recepisse/", vote_receipts.receipt, name="vote-receipt"),
    path(f"{HERE}recepisse.pdf", vote_receipts.receipt_pdf, name="vote-receipt-pdf"),
    path(f"{HERE}moitie-secrete.json", vote_receipts.own_half, name="vote-own-half"),
    path(f"{HERE}preuve/", vote_receipts.proof, name="vote-proof"),
    path(f"{HERE}regle/", vote_results.rule, name="vote-rule"),
    path(f"{HERE}resultats/", vote_results.results, name="vote-results"),
    path(f"{HERE}bulletins/", vote_results.open_list, name="vote-open-list"),
    path(f"{HERE}fichiers/<slug:name>.<slug:kind>", vote_results.file, name="vote-file"),
    path(f"{HERE}ecran/<str:token>/", voting_screen.screen, name="vote-screen"),
    path(ORGANISE, agent_votes.listed, name="agent-votes"),
    path(f"{ORGANISE}nouveau/<int:phase>/", agent_votes.new, name="agent-vote-new"),
    path(THERE, agent_votes.vote, name="agent-vote"),
    path(f"{THERE}regles/", agent_votes.edit, name="agent-vote-edit"),
    path(f"{THERE}projets/", agent_votes.projects, name="agent-vote-projects"),
    path(f"{THERE}projets/nouveau/", agent_votes.project, name="agent-vote-new-project"),
    path(f"{THERE}projets/<slug:code>/modifier/", agent_votes.project, name="agent-vote-project"),
    path(f"{THERE}ouvrir/", agent_votes.open_vote, name="agent-vote-open"),
    path(f"{THERE}fermer/", agent_votes.close, name="agent-vote-close"),
    path(f"{THERE}publier/", agent_votes.publish, name="agent-vote-publish"),
    path(f"{THERE}ecrans/", agent_votes.screens, name="agent-vote-screens"),
    path(DESK, agent_voting_desk.desk, name="agent-voting-desk"),
    path(f"{DESK}<uuid:person>/", agent_voting_desk.voter, name="agent-voter"),
    path(f"{DESK}<uuid:person>/servir/", agent_voting_desk.serve, name="agent-voter-serve"),
    path(f"{DESK}<uuid:person>/aider/", agent_voting_desk.assist, name="agent-voter-assist"),
    path(PAPER, agent_paper_votes.batches, name="agent-papers"),
    path(f"{PAPER}<int:batch>/", agent_paper_votes.batch, name="agent-paper"),
    path(f"{PAPER}<int:batch>/regler/", agent_paper_votes.settle, name="agent-paper-settle"),
    path(f"{PAPER}<int:batch>/bulletins.pdf", agent_paper_votes.sheets, name="agent-paper-sheets"),
]
