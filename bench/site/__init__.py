"""Parvis itself under measure: the demonstration territory with many cases, and its main pages."""
