"""What programs send: checked before anything is done."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

TEXT = 200


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PersonGiven(Shape):
    """Who the request is for, as known to the partner. Nothing here is a checked identity."""

    family_name: str = Field(min_length=1, max_length=100)
    given_names: str = Field(min_length=1, max_length=100)
    usual_name: str = Field("", max_length=100)
    birth_date: str = Field("", max_length=10, pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")
    email: str = Field("", max_length=TEXT)
    phone: str = Field("", max_length=16, pattern=r"^(\+[1-9]\d{5,14})?$")
    address_line: str = Field("", max_length=TEXT)
    address_extra: str = Field("", max_length=TEXT)
    postal_code: str = Field("", max_length=10)
    commune_code: str = Field("", max_length=5)
    commune_name: str = Field("", max_length=100)


class Filing(Shape):
    """A request for a person; `answers` by the question's id (see /services)."""

    service: str = Field(max_length=100)
    person: PersonGiven
    answers: dict[str, Any]


class Conclusion(Shape):
    """The result of a work item, one of `results`, with what it asks."""

    result: str = Field(max_length=40)
    inputs: dict[str, Any] = {}


class Transition(Shape):
    """What a transition asks. `revision`: the one read; a newer one refuses the act."""

    inputs: dict[str, Any] = {}
    revision: int | None = None


class Done(Shape):
    """Where the case stands after the act."""

    case: str
    state: str
    legal_state: str
    revision: int
