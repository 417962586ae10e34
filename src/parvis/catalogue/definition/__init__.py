"""What a service package may say: the typed shape of its files (`docs/architecture.md`).

These classes are the one source of the published JSON Schema, of the checker and of what the case
engine reads. Every word people read stands in `texts.<language>.yml`, under the keys given here.
"""

from parvis.catalogue.definition.base import Expression, Id, Length, Strict
from parvis.catalogue.definition.form import FIELD_TYPES, Field, FormFile, Page
from parvis.catalogue.definition.migrations import Migration, MigrationsFile
from parvis.catalogue.definition.package import Package
from parvis.catalogue.definition.process import (
    Bands,
    Charge,
    DeadlineRule,
    Document,
    ItemKind,
    Lookup,
    Message,
    Notice,
    Payment,
    ProcessFile,
    Signatory,
    State,
    Tariff,
    Transition,
    Validation,
)
from parvis.catalogue.definition.scenarios import Expectation, Scenario, ScenariosFile, Step
from parvis.catalogue.definition.service import (
    Function,
    LegalReference,
    Retention,
    ServiceFile,
    WebOnly,
)
from parvis.catalogue.definition.texts import FieldTexts, TextsFile

__all__ = [
    "FIELD_TYPES",
    "Bands",
    "Charge",
    "DeadlineRule",
    "Document",
    "Expectation",
    "Expression",
    "Field",
    "FieldTexts",
    "FormFile",
    "Function",
    "Id",
    "ItemKind",
    "LegalReference",
    "Length",
    "Lookup",
    "Message",
    "Migration",
    "MigrationsFile",
    "Notice",
    "Package",
    "Page",
    "Payment",
    "ProcessFile",
    "Retention",
    "Scenario",
    "ScenariosFile",
    "ServiceFile",
    "Signatory",
    "State",
    "Step",
    "Strict",
    "Tariff",
    "TextsFile",
    "Transition",
    "Validation",
    "WebOnly",
]
