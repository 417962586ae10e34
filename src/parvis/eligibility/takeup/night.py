"""What a night does for take-up: count, then carry campaigns on. Cut anywhere, it resumes."""

from parvis.eligibility.takeup import counting
from parvis.eligibility.takeup.actions import campaigns, sending
from parvis.eligibility.takeup.models import CountingRun


def night(report: counting.Report = lambda done, total: None) -> CountingRun | None:
    """None: the law cannot be reached, nobody was counted; campaigns go on all the same."""
    run = counting.count(report)
    campaigns.measure_ended()
    sending.send_waiting()
    return run
