"""Settings, routes and the command line: the top of the building."""
