"""`make bench`: what pages cost, beside a minimal Django page measured in the same run."""
