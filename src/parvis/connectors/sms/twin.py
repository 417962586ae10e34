"""The gateway of the demonstration. The last four digits of the number choose what happens:
9901 it refuses, 9902 it crashes, 9903 it does not answer; anything else arrives on the page."""

import json

import httpx

from parvis.connectors.sms.sender import HttpSms
from parvis.notifications import actions
from parvis.notifications.ports import Sms

REFUSES, CRASHES, HANGS = "9901", "9902", "9903"


def answer(request: httpx.Request) -> httpx.Response:
    """What the gateway says to a request."""
    number = str(json.loads(request.content)["to"])
    if number.endswith(REFUSES):
        return httpx.Response(422, text="unknown number")
    if number.endswith(CRASHES):
        return httpx.Response(500, text="out of order")
    if number.endswith(HANGS):
        raise httpx.ReadTimeout("the gateway does not answer", request=request)
    return httpx.Response(202)


class DemoSms:
    """The real sender in front of the twin; a copy of each message is kept, with its outcome."""

    def __init__(self) -> None:
        self.sender = HttpSms(
            "https://sms.demo.invalid/", "", transport=httpx.MockTransport(answer)
        )

    def send(self, message: Sms) -> None:
        outcome = ""
        try:
            self.sender.send(message)
        except Exception as error:
            outcome = str(error)
            raise
        finally:
            actions.keep_demo_copy(
                channel="sms",
                address=message.to,
                subject=message.text,
                raw=message.text.encode(),
                outcome=outcome,
            )
