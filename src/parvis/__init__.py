"""Parvis: the public services of a territory, shared, followed and proven."""
