"""National law by OpenFisca-France, in processes of its own: `parvis law` (PARVIS_LAW).

Nothing that a web process or a worker imports from here loads the law package: half a second and
150 MB that belong to the law process alone. It, in turn, knows no Django: `register` imports late.
README.md says how it is made.
"""


def register() -> None:
    """Called when the program starts."""
    from django.conf import settings
    from django.utils.translation import gettext_noop

    from parvis.connectors.openfisca.client import OpenFisca, check
    from parvis.core import health
    from parvis.eligibility.ports import provide_law, provide_trials

    if settings.LAW:
        provide_law(OpenFisca(settings.LAW))
        provide_trials(OpenFisca(settings.LAW))
        health.register(gettext_noop("National law"), check)
