"""Answers are kept for their while, and no longer."""

from datetime import UTC, datetime, timedelta

from parvis.core import clock
from parvis.core.kept import MOST, Kept

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_an_answer_is_kept_for_its_while():
    asked: list[int] = []
    kept: Kept[int] = Kept(seconds=60)

    def ask(at: datetime, key: str = "a") -> int:
        with clock.at(at):
            return kept.get(key, lambda: asked.append(1) or len(asked))

    assert ask(NOON) == 1
    assert ask(NOON + timedelta(seconds=59)) == 1
    assert ask(NOON, "b") == 2
    assert ask(NOON + timedelta(seconds=60)) == 3
    assert ask(NOON) == 4  # the clock was moved back
    kept.forget()
    assert ask(NOON) == 5


def test_memory_is_bounded():
    kept: Kept[int] = Kept(seconds=60)
    for number in range(MOST + 5):
        kept.get(number, lambda: 0)
    assert len(kept._answers) <= MOST
