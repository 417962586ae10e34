"""Pages of visitors and residents."""
