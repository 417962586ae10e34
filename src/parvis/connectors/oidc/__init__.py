"""OpenID Connect, the part of it that FranceConnect and ProConnect speak (authorization code).

`wire` talks to the provider, `tokens` decides what of its answer is believed, `flow` keeps the
browser's thread, `errors` says what went wrong in words for people.
"""
