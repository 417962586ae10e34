"""Exports of Decidim and CONSUL, read as plain rows: bytes in, rows and faults out.

Nothing here writes, knows HTTP or asks the database. `reading.read` is the door. Columns are met in
several versions: they are matched by name, and those that are missing are told.
"""
