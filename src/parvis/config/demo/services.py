"""The services of the demonstration, installed from the shipped library."""

from pathlib import Path

from parvis.catalogue import actions, installing
from parvis.catalogue.checker import checked
from parvis.config.demo import Report
from parvis.core.paths import library_dir

ORDER = 40
LABEL = "Services"


def load(report: Report) -> None:
    """Publish and install; a version already published with the same content is left as it is."""
    files = sorted((Path(__file__).parent / "installations").glob("*.yml"))
    for done, path in enumerate(files, 1):
        wanted = installing.read(path)
        institution, area, bindings = installing.parties(wanted)
        version = actions.publish(package=checked(library_dir() / wanted.package))
        actions.install(
            version=version,
            institution=institution,
            area=area,
            bindings=bindings,
            overlay=wanted.overlay,
            slug=wanted.slug,
        )
        report(done, len(files))
