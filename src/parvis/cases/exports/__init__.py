"""A unit's cases as a table: its columns, its rows by chunks, and the formats it leaves in."""

from parvis.cases.exports.columns import Column, columns_of
from parvis.cases.exports.formats import FORMATS, Format
from parvis.cases.exports.rows import Asked, count_asked, rows_of

__all__ = ["FORMATS", "Asked", "Column", "Format", "columns_of", "count_asked", "rows_of"]
