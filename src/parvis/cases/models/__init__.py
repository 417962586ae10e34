"""What residents ask, whatever the channel, and everything that happens to it.

Rows are written by the `actions` of this domain only. A transition is one update of the case, one
event, and the rows its effects need, whatever the history.
"""

from parvis.cases.models.alerts import AlertPreference, AlertTold
from parvis.cases.models.alike import Likeness, Subject
from parvis.cases.models.bulk import BulkLine, BulkRun
from parvis.cases.models.conversations import Conversation
from parvis.cases.models.guests import Guest
from parvis.cases.models.money import DebtorAccount, Payment, PaymentBatch
from parvis.cases.models.paper import PaperForm
from parvis.cases.models.requests import Case, Channel, Draft, SearchWord
from parvis.cases.models.steering import ExportTemplate
from parvis.cases.models.story import Attachment, CaseEvent, IssuedDocument, Note
from parvis.cases.models.versions import Carried, VersionLine, VersionRun
from parvis.cases.models.views import SavedView
from parvis.cases.models.visits import VisitReport
from parvis.cases.models.work import Deadline, Suspension, Turn, WorkItem

__all__ = [
    "AlertPreference",
    "AlertTold",
    "Attachment",
    "BulkLine",
    "BulkRun",
    "Carried",
    "Case",
    "CaseEvent",
    "Channel",
    "Conversation",
    "Deadline",
    "DebtorAccount",
    "Draft",
    "ExportTemplate",
    "Guest",
    "IssuedDocument",
    "Likeness",
    "Note",
    "PaperForm",
    "Payment",
    "PaymentBatch",
    "SavedView",
    "SearchWord",
    "Subject",
    "Suspension",
    "Turn",
    "VersionLine",
    "VersionRun",
    "VisitReport",
    "WorkItem",
]
