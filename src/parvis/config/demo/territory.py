"""The official geographic code of the whole country."""

from parvis.config.demo import Report
from parvis.territory import actions

ORDER = 10
LABEL = "Territory"


def load(report: Report) -> None:
    actions.load(progress=report)
