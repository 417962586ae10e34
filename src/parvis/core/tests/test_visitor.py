from django.http import HttpResponse
from django.test import RequestFactory

from parvis.core.visitor import COOKIE, ensure_visitor, forget_visitor, visitor_token


def come_back(response: HttpResponse):
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    return request


def test_a_browser_keeps_its_token():
    request, response = RequestFactory().get("/"), HttpResponse()
    assert visitor_token(request) is None
    drawn = visitor_token(request, create=True)
    assert ensure_visitor(request, response) == drawn
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert visitor_token(come_back(response)) == drawn
    assert ensure_visitor(come_back(response), HttpResponse()) == drawn


def test_a_forged_token_is_no_token():
    request, response = RequestFactory().get("/"), HttpResponse()
    token = ensure_visitor(request, response)
    back = come_back(response)
    back.COOKIES[COOKIE] = back.COOKIES[COOKIE].replace(token, "x" * len(token))
    assert visitor_token(back) is None


def test_signing_out_forgets_it():
    response = HttpResponse()
    forget_visitor(response)
    assert response.cookies[COOKIE].value == ""
