"""Sessions in the database, as Django keeps them; every page of somebody signed in reads one.

Read anew for each request: signing out somewhere holds at once in every process.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from parvis.core.prepared import Given, Prepared

_open = Prepared(
    lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Now()),
)


class SessionStore(db.SessionStore):
    """Django's own, reading with a query that is written once."""

    def _validate_session_key(self, key: str | None) -> bool:
        """A cookie may hold anything, a NUL too, which would break every query."""
        return bool(key and key.isascii() and key.isalnum() and 8 <= len(key) <= 40)

    def _get_session_from_db(self) -> Session | None:
        found = _open.first(key=self.session_key)
        if found is None:
            self._session_key = None
        return found
