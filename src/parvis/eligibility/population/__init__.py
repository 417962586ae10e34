"""Households that do not exist, and together look like those of a territory.

Drawn from a small model (`drawing`), then weighted so that they agree with what is published of the
territory (`margins`, `core.raking`). What a rule would do is tried on them before it is voted.
"""
