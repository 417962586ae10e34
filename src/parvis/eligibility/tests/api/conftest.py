"""A program that asks, whose every answer is held to the OpenAPI document."""

import json
from copy import deepcopy
from typing import Any

import jsonschema
import pytest
from django.test import Client

from parvis.eligibility.api.examples import MOTHER
from parvis.eligibility.api.openapi import document
from parvis.eligibility.tests.twin import Twin

ROOT = "/api/eligibility/v1/"


class Program:
    """`headers`: of every request."""

    def __init__(self, **headers: str) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=True)
        self.headers = {"accept-language": "en"} | headers

    def get(self, path: str) -> Any:
        return self.checked(path, self.client.get(ROOT + path, headers=self.headers))

    def post(self, path: str, body: Any) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        answer = self.client.post(
            ROOT + path, text, content_type="application/json", headers=self.headers
        )
        return self.checked(path, answer)

    def checked(self, path: str, answer: Any) -> Any:
        described = document()
        place = described["paths"][ROOT + path.partition("?")[0]]
        [method] = place
        told = place[method]["responses"]
        kind = answer["Content-Type"].partition(";")[0]
        schema = told["200" if answer.status_code == 200 else "default"]["content"][kind]["schema"]
        jsonschema.validate(
            answer.json(),
            {**schema, "components": described["components"]},
            format_checker=jsonschema.FormatChecker(),
        )
        return answer


def mother(**changes: Any) -> dict[str, Any]:
    """The household of the examples; `household={…}` adds facts, `lea={…}` to a person."""
    body = deepcopy(MOTHER)
    situation = body["situation"]
    for where, facts in changes.items():
        named = [one for one in situation["persons"] if one["id"] == where]
        (named[0] if named else situation.setdefault(where, {})).update(facts)
    return body


@pytest.fixture
def program(around_pau: object, law: Twin) -> Program:
    return Program()


def by_benefit(answer: Any) -> dict[tuple[str, str | None], dict[str, Any]]:
    return {(one["benefit"], one["for"]): one for one in answer.json()["verdicts"]}


def faults(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.content
    return {one["pointer"]: one["detail"] for one in answer.json().get("errors", [])}
