"""The yardstick: the least Django page that lists rows, and the least POST that writes two."""
