"""What every answer carries, and what no request may exceed."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from parvis.core.csp import ContentSecurityPolicyMiddleware
from parvis.core.limits import RequestSizeMiddleware


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def test_the_policy_lets_nothing_inline_through(rf: RequestFactory) -> None:
    policy = ContentSecurityPolicyMiddleware(page)(rf.get("/"))["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_view_may_set_a_policy_of_its_own(rf: RequestFactory) -> None:
    def own(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    answer = ContentSecurityPolicyMiddleware(own)(rf.get("/"))
    assert answer["Content-Security-Policy"] == "sandbox"


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "status"), [("10", 200), ("1000001", 413), ("-5", 413)])
@override_settings(REQUEST_MAX_BYTES=1_000_000)
def test_a_request_too_large_is_refused_before_it_is_read(
    rf: RequestFactory, length: str, status: int
) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.post("/", data={}, CONTENT_LENGTH=length)
    request.user = AnonymousUser()
    assert RequestSizeMiddleware(page)(request).status_code == status
