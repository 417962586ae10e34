"""Budgets shared out by votes: elections, ballots, rules, results. Exact, without tables or clocks.

The public face is `election`, `ballots`, `rules.count` and `compare`; amounts are integer cents.
"""
