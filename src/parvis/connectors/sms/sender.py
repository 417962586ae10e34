"""A small HTTP contract that most gateways can be brought to with a few lines in between.

    POST <PARVIS_SMS_URL>
    Authorization: Bearer <PARVIS_SMS_TOKEN>
    Idempotency-Key: <the same at every attempt of one message>
    {"to": "+33639980000", "text": "…"}

2xx: taken. 400, 404, 410, 422: refused for good. Anything else: tried again later.
"""

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from parvis.core import http_client
from parvis.core.health import Health
from parvis.notifications.ports import Refused, Sms, Unreachable

REFUSALS = {400, 404, 410, 422}


class HttpSms:
    """`transport` lets the demo twin answer."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout: float = 10.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = url
        self.token = token
        self.timeout = timeout
        self.transport = transport

    def send(self, message: Sms) -> None:
        """Raises Refused or Unreachable."""
        if not self.url:
            raise Unreachable("PARVIS_SMS_URL is not set")
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": message.message_id,
        }
        body = {"to": message.to, "text": message.text}
        try:
            with http_client.client(timeout=self.timeout, transport=self.transport) as gateway:
                answer = gateway.post(self.url, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        if answer.is_success:
            return
        kind = Refused if answer.status_code in REFUSALS else Unreachable
        raise kind(f"HTTP {answer.status_code} {answer.text[:200]}")


def check() -> Health:
    """Says whether text messages can leave; no message is sent to find out."""
    if settings.DEMO:
        return Health("good", _("Text messages are shown on the demonstration page."))
    if not settings.SMS_URL:
        return Health(
            "warning", _("No text message can be sent."), _("Set PARVIS_SMS_URL and _TOKEN.")
        )
    return Health("good", _("A gateway for text messages is set."))
