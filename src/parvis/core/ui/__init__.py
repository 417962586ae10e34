"""The pieces pages are made of. Templates reach them through `{% load ui %}`; nothing here knows
a domain, and everything it is given is escaped."""
