"""What every answer carries, and what no request may exceed."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse
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
@pytest.mark.parametrize(
    ("length", "status"), [("10", 200), ("1000001", 413), ("-5", 413), ("9" * 5000, 413)]
)
@override_settings(REQUEST_MAX_BYTES=1_000_000)
def test_a_request_too_large_is_refused_before_it_is_read(
    rf: RequestFactory, length: str, status: int
) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.post("/", data={}, CONTENT_LENGTH=length)
    request.user = AnonymousUser()
    assert RequestSizeMiddleware(page)(request).status_code == status


@override_settings(REQUEST_MAX_BYTES=5_000_000, DATA_UPLOAD_MAX_MEMORY_SIZE=1_000_000)
@pytest.mark.django_db
def test_only_a_form_with_files_may_be_larger_than_what_is_read_at_once(rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    for kind, status in (
        ("application/x-www-form-urlencoded", 413),
        ("multipart/form-data; boundary=x", 200),
    ):
        request = rf.post("/", data=b"x", content_type=kind, CONTENT_LENGTH="2000000")
        request.user = AnonymousUser()
        assert RequestSizeMiddleware(page)(request).status_code == status


def test_an_address_that_holds_a_nul_is_nobody_s(rf: RequestFactory) -> None:
    with pytest.raises(Http404):
        RequestSizeMiddleware(page)(rf.get("/mes-demandes/\0/"))
