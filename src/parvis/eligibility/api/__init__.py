"""The API of rights: the same questions and answers as the pages, for programs.

`shapes` says what is sent and told, once: requests are validated by it, answers are made of it, and
the OpenAPI document is written from it. Nothing that is sent is kept. For developers:
docs/guides/rights-api.md; why so: docs/decisions/0370 and following.
"""
