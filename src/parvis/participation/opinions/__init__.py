"""Opinion maps: who reacts alike to short statements, and what all groups agree on.

Method of Pol.is (Small et al., "Polis: Scaling Deliberation by Mapping High Dimensional Opinion
Spaces", Recerca 26(2), 2021), made reproducible: the same reactions and seed give the same map.
Pure functions over numpy; tables and pages lie outside.
"""
