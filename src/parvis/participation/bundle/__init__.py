"""The bundle a town publishes after a vote, and everything that checks one.

Format 1, described in docs/guides/recount.md. Only hashlib: no cryptography of our own.
"""
