"""The bench of local benefits judges every one of the library, for people of every kind."""

import pytest

pytest.importorskip("numpy")


@pytest.mark.parametrize("everywhere", [False, True])
def test_the_bench_of_local_benefits_runs(everywhere: bool) -> None:
    from bench.local_benefits import measured

    from parvis.eligibility.local import shipped

    told = measured(300, 100, everywhere=everywhere)

    assert told.benefits == 100
    assert len(told.each) == sum(len(one.versions) for one in shipped())
    assert 0 < told.entitled < told.settled < 1
