"""People at work on a served site: a fixed rate, then a rate raised until something gives way."""
