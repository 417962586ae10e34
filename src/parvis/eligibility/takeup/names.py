"""How benefits are called, whoever grants them."""

from parvis.eligibility import local, words


def name_of(benefit: str) -> str:
    """In the reader's language; its identifier when no rule answers to it any more."""
    found = local.benefit(benefit)
    if found is not None:
        return found.name
    known = words.NATIONAL.get(benefit.removeprefix("state."))
    return str(known[0]) if known else benefit


def service_of(benefit: str) -> str:
    """The service of the catalogue that takes its requests; "" when none of this site does."""
    found = local.benefit(benefit)
    return (found.definition.ask.service or "") if found is not None else ""
