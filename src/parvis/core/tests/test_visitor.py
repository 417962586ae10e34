from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from parvis.core.visitor import ensure_visitor, forget_visitor, visitor_token


def come_back(response: HttpResponse):
    request = RequestFactory().get("/")
    request.COOKIES[settings.VISITOR_COOKIE_NAME] = response.cookies[
        settings.VISITOR_COOKIE_NAME
    ].value
    return request


def test_a_browser_keeps_its_token():
    request, response = RequestFactory().get("/"), HttpResponse()
    assert visitor_token(request) is None
    drawn = visitor_token(request, create=True)
    assert ensure_visitor(request, response) == drawn
    cookie = response.cookies[settings.VISITOR_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert visitor_token(come_back(response)) == drawn
    assert ensure_visitor(come_back(response), HttpResponse()) == drawn


def test_a_forged_token_is_no_token():
    request, response = RequestFactory().get("/"), HttpResponse()
    token = ensure_visitor(request, response)
    back = come_back(response)
    back.COOKIES[settings.VISITOR_COOKIE_NAME] = back.COOKIES[settings.VISITOR_COOKIE_NAME].replace(
        token, "x" * len(token)
    )
    assert visitor_token(back) is None


def test_signing_out_forgets_it():
    response = HttpResponse()
    forget_visitor(response)
    assert response.cookies[settings.VISITOR_COOKIE_NAME].value == ""


@override_settings(VISITOR_COOKIE_NAME="__Host-visitor", SESSION_COOKIE_SECURE=True)
def test_no_other_site_of_the_town_can_slip_a_token():
    """Browsers take a cookie of this name only over https, from this very host, for every path."""
    request, response = RequestFactory().get("/"), HttpResponse()
    token = ensure_visitor(request, response)
    cookie = response.cookies["__Host-visitor"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    slipped = RequestFactory().get("/")
    slipped.COOKIES["visiteur"] = cookie.value
    assert visitor_token(slipped) is None
    assert visitor_token(come_back(response)) == token
