"""Shapes shared by the files of a package."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
PackageId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$", max_length=100)
]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Channel = Literal["web", "desk", "phone", "post", "visit", "partner"]


class Strict(BaseModel):
    """Unknown keys are faults: a misspelt key must not be silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Length(Strict):
    """A legal length of time. `working_day`: Monday to Friday less holidays (jour ouvré);
    `business_day`: Monday to Saturday less holidays (jour ouvrable)."""

    count: int
    unit: Literal["day", "working_day", "business_day", "month", "year"]
