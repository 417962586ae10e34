"""Reforms of a few parameters of the national law, tried on the synthetic population."""
