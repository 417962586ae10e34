"""Pages. `filling` is shared by residents and agents at the desk; the rest is by audience."""
