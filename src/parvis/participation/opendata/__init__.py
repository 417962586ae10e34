"""What is published of each consultation for whoever wants to count, check or build: files, their
dictionary, and the registry by which a subject adds its own.

    from parvis.participation.opendata.datasets import Column, Dataset, register
    register(Dataset("commitments", 1, _("Commitments"), _("…"), COLUMNS, rows), order=80)

`rows(consultation)` gives a mapping from column name to value for each row; no name that nobody
chose to show, no count of people under five (`rules.small_cells`). The same rows make CSV, JSON,
the dictionary and the API.
"""
