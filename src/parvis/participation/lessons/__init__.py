"""Lessons that anybody reads: files of the library, checked with it (`parvis library check`)."""
