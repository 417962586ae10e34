"""A form sent with a token that no longer holds."""

import pytest
from django.test import Client
from django.urls import reverse

HERE = "http://testserver"
TYPED = {"email": "camille@example.test", "more": "secret <b>"}

pytestmark = pytest.mark.django_db


def post(name: str = "account_reset_password", **headers: str) -> str:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        reverse(name), TYPED | {"password": "x"} if "login" in name else TYPED, headers=headers
    )
    assert answer.status_code == 403
    return answer.content.decode()


def test_what_was_typed_is_offered_again() -> None:
    page = post(Origin=HERE)
    assert 'name="email" value="camille@example.test"' in page
    assert 'value="secret &lt;b&gt;"' in page
    assert f'action="{reverse("account_reset_password")}"' in page
    assert "csrfmiddlewaretoken" in page


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://ailleurs.example"}, {"Origin": "null"}, {}]
)
def test_what_another_site_sent_is_not(headers: dict[str, str]) -> None:
    page = post(**headers)
    assert "camille@example.test" not in page
    assert "<form" not in page


def test_a_browser_that_only_says_where_it_was() -> None:
    assert "camille@example.test" in post(Referer=f"{HERE}/compte/connexion/")
    assert "camille@example.test" not in post(Referer="http://testserver.example/x")


def test_a_password_is_never_written_into_a_page() -> None:
    assert "<form" not in post("account_login", Origin=HERE)
