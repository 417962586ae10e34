"""A whole package, as one document: what is hashed, stored and read by the engine."""

from parvis.catalogue.definition.base import Strict
from parvis.catalogue.definition.form import FormFile
from parvis.catalogue.definition.migrations import MigrationsFile
from parvis.catalogue.definition.process import ProcessFile
from parvis.catalogue.definition.scenarios import ScenariosFile
from parvis.catalogue.definition.service import ServiceFile
from parvis.catalogue.definition.texts import TextsFile


class Package(Strict):
    service: ServiceFile
    form: FormFile
    process: ProcessFile
    texts: dict[str, TextsFile]
    scenarios: ScenariosFile
    migrations: MigrationsFile = MigrationsFile()
    changelog: str = ""

    def words(self, language: str) -> TextsFile:
        """The texts in `language`, else in French, else in the package's first language."""
        return (
            self.texts.get(language)
            or self.texts.get("fr")
            or self.texts[self.service.languages[0]]
        )
