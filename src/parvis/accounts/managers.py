"""How accounts are fetched; kept apart so that `models` stays a list of tables."""

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class AccountManager(BaseUserManager[Any]):
    """E-mail addresses are compared without case, as allauth stores them."""

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(pk=username)
