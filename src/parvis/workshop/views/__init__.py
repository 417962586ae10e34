"""Pages of the workshop, for administrators and managers."""
