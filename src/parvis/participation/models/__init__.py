"""Consultations and what people do in them; one file per subject. Rows are written by `actions`."""

from parvis.participation.models.box import Ballot, Channel, RollEntry, VoterCode, VotingScreen
from parvis.participation.models.codes import Code
from parvis.participation.models.commitments import (
    Commitment,
    Decision,
    DueChange,
    Milestone,
    Progress,
    ProjectIdea,
    Remark,
)
from parvis.participation.models.consultation import (
    Act,
    Consultation,
    Document,
    Participant,
    Phase,
    Way,
)
from parvis.participation.models.deliberation import KeptMap, Reaction, Statement
from parvis.participation.models.election import BudgetProject, Election, Tally
from parvis.participation.models.former import Former, Import
from parvis.participation.models.former_votes import FormerProject, FormerVote
from parvis.participation.models.gathering import Carry, Consent, Gathering
from parvis.participation.models.ideas import (
    Argument,
    Authorship,
    Idea,
    Support,
    Term,
    TermCount,
    Version,
)
from parvis.participation.models.lessons import Certificate, LessonProgress
from parvis.participation.models.mailing import Letter, Mailing
from parvis.participation.models.outlets import DatasetEdition, Embedding
from parvis.participation.models.panel import (
    Attendance,
    Panel,
    Portrait,
    Recommendation,
    Session,
    Volunteer,
)
from parvis.participation.models.paper_votes import Envelope, PaperBallot, PaperBatch
from parvis.participation.models.sorting import Assessment, Criterion, Moderation
from parvis.participation.models.weekly_letters import (
    Following,
    LetterChoice,
    LetterWeek,
    WeeklyLetter,
)
from parvis.participation.models.weighing import Weighing
from parvis.participation.models.workshop_sessions import (
    Registration,
    Workshop,
    WorkshopMinutes,
    WorkshopNote,
)

__all__ = [
    "Act",
    "Argument",
    "Assessment",
    "Attendance",
    "Authorship",
    "Ballot",
    "BudgetProject",
    "Carry",
    "Certificate",
    "Channel",
    "Code",
    "Commitment",
    "Consent",
    "Consultation",
    "Criterion",
    "DatasetEdition",
    "Decision",
    "Document",
    "DueChange",
    "Election",
    "Embedding",
    "Envelope",
    "Following",
    "Former",
    "FormerProject",
    "FormerVote",
    "Gathering",
    "Idea",
    "Import",
    "KeptMap",
    "LessonProgress",
    "Letter",
    "LetterChoice",
    "LetterWeek",
    "Mailing",
    "Milestone",
    "Moderation",
    "Panel",
    "PaperBallot",
    "PaperBatch",
    "Participant",
    "Phase",
    "Portrait",
    "Progress",
    "ProjectIdea",
    "Reaction",
    "Recommendation",
    "Registration",
    "Remark",
    "RollEntry",
    "Session",
    "Statement",
    "Support",
    "Tally",
    "Term",
    "TermCount",
    "Version",
    "Volunteer",
    "VoterCode",
    "VotingScreen",
    "Way",
    "WeeklyLetter",
    "Weighing",
    "Workshop",
    "WorkshopMinutes",
    "WorkshopNote",
]
