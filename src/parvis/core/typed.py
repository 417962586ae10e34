"""What people type and addresses hold, read without trusting it."""


def whole(text: str | None, *, digits: int = 9) -> int | None:
    """The whole number that a text is, of at most `digits` figures; None for anything else.

    Nine figures fit PostgreSQL's `integer`, eighteen its `bigint`. Without a limit, an address of
    five thousand figures breaks a page: `int` refuses more than 4,300.
    """
    if text and len(text) <= digits and text.isascii() and text.isdecimal():
        return int(text)
    return None
