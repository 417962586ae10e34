"""A package with every type of question, its conditions and its groups."""

from typing import Any

from parvis.catalogue import actions as catalogue
from parvis.catalogue.definition import Package
from parvis.catalogue.models import Installation
from parvis.catalogue.tests.factories import make_area, make_unit

FIELDS: list[dict[str, Any]] = [
    {"id": "nom", "type": "text", "max": 60, "summary": True},
    {"id": "recit", "type": "long_text", "required": False, "max": 500},
    {"id": "nombre", "type": "number", "min": 1, "max": 10},
    {"id": "surface", "type": "number", "decimals": 2, "required": False},
    {"id": "montant", "type": "amount", "min": 0, "max": 1_000_000},
    {"id": "jour", "type": "date", "max": "today"},
    {"id": "genre", "type": "choice", "options": ["a", "b", "c"]},
    {"id": "precision", "type": "text", "show_if": 'answers.genre == "c"', "max": 80},
    {
        "id": "precision_encore",
        "type": "text",
        "required": False,
        "show_if": 'answers.precision == "oui"',
    },
    {"id": "plusieurs", "type": "choices", "options": ["x", "y", "z"], "max": 2},
    {"id": "oui_non", "type": "yes_no"},
]
WHO: list[dict[str, Any]] = [
    {"id": "identite", "type": "person", "prefill": "person.identity", "locked": True},
    {"id": "adresse", "type": "address", "prefill": "person.address"},
    {"id": "commune", "type": "commune", "required": False},
    {"id": "courriel", "type": "email", "required": False, "prefill": "person.email"},
    {
        "id": "telephone",
        "type": "phone",
        "required": 'answers.courriel == ""',
        "prefill": "person.phone",
    },
]
MONEY: list[dict[str, Any]] = [
    {"id": "compte", "type": "iban"},
    {"id": "entreprise", "type": "siret", "required": False},
    {"id": "piece", "type": "files", "max": 2, "max_megabytes": 1},
]
MORE: list[dict[str, Any]] = [
    {
        "id": "enfants",
        "type": "group",
        "required": False,
        "max": 3,
        "fields": [
            {"id": "prenom", "type": "text", "max": 40},
            {"id": "ne_le", "type": "date", "required": False},
            {"id": "ecole", "type": "yes_no"},
            {"id": "classe", "type": "text", "show_if": "entry.ecole == true"},
            {"id": "certificat", "type": "files", "required": False},
        ],
    },
    {"id": "endroit", "type": "place"},
    {"id": "note", "type": "information"},
    {"id": "serment", "type": "declaration"},
]
VALID: dict[str, Any] = {
    "nom": "Camille",
    "nombre": 2,
    "montant": 1250,
    "jour": "2026-01-15",
    "genre": "a",
    "plusieurs": ["x"],
    "oui_non": True,
    "identite": {
        "family_name": "Bordenave",
        "usual_name": "",
        "given_names": "Camille",
        "birth_date": "1988-03-12",
    },
    "adresse": {
        "line": "12 rue du Bialé",
        "extra": "",
        "postal_code": "64230",
        "commune_code": "64335",
        "commune_name": "Lescar",
    },
    "courriel": "camille@example.fr",
    "compte": "FR7630006000011234567890189",
    "piece": ["a-file"],
    "endroit": {
        "label": "Place royale",
        "latitude": None,
        "longitude": None,
        "commune_code": "64445",
    },
    "serment": True,
}


def _words(fields: list[dict[str, Any]]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for field in fields:
        said: dict[str, Any] = {"label": f"Question {field['id']}"}
        if "options" in field:
            said["options"] = {one: f"Choix {one}" for one in field["options"]}
        if field["type"] in {"information", "declaration"}:
            said["body"] = f"Texte de {field['id']}."
        if "fields" in field:
            said |= {"fields": _words(field["fields"]), "entry": "Enfant"}
        words[field["id"]] = said
    return words


def package(*, identity: str = "declared", version: str = "1.0.0", **service: Any) -> Package:
    """Two pages more than needed, so that one can be hidden."""
    pages = [
        {"id": "tout", "fields": FIELDS},
        {"id": "qui", "fields": WHO},
        {"id": "argent", "show_if": "answers.oui_non == true", "fields": MONEY},
        {"id": "suite", "fields": MORE},
    ]
    every = [field for page in pages for field in page["fields"]]  # type: ignore[attr-defined]
    words = {
        "service": {"name": "Service complet", "summary": "Tout.", "after": "On vous répond."},
        "functions": {"lead": {"name": "le service"}},
        "pages": {page["id"]: {"title": f"Page {page['id']}"} for page in pages},
        "fields": _words(every),
        "data": {"tout": "Pour essayer chaque question."},
        "states": {
            "recue": {"label": "Reçue", "explain": "La demande est arrivée."},
            "a_completer": {"label": "À compléter", "explain": "Il manque quelque chose."},
            "faite": {"label": "Faite", "explain": "C’est fait."},
            "retiree": {"label": "Retirée", "explain": "Vous l’avez retirée."},
        },
        "transitions": {
            "demander": {"label": "Demander", "done": "Le service demande une pièce"},
            "completer": {"label": "Compléter", "done": "La demande est complétée"},
            "finir": {"label": "Finir", "done": "C’est fini"},
            "retirer": {"label": "Retirer ma demande", "done": "La demande est retirée"},
        },
    }
    return Package.model_validate(
        {
            "service": {
                "schema": 1,
                "id": "essai/complet",
                "version": version,
                "licence": "LO-2.0",
                "languages": ["fr"],
                "audience": ["individual"],
                "level": "epci",
                "legal_basis": [{"title": "Code des essais, art. 1"}],
                "functions": {"lead": {"sees": "all"}},
                "lead": "lead",
                "channels": ["web", "desk"],
                "identity": identity,
                "located_by": "endroit",
                "data": [{"id": "tout", "fields": ["nom", "piece"]}],
                "retention": {"months": 12},
                **service,
            },
            "form": {"pages": pages},
            "process": {
                "initial": "recue",
                "states": {
                    "recue": {"legal": "submitted", "hand": "lead"},
                    "a_completer": {"legal": "submitted", "hand": "applicant"},
                    "faite": {"legal": "closed", "hand": "nobody", "outcome": "granted"},
                    "retiree": {"legal": "closed", "hand": "nobody", "outcome": "withdrawn"},
                },
                "transitions": [
                    {
                        "id": "demander",
                        "from": ["recue"],
                        "to": "a_completer",
                        "by": ["lead"],
                        "correction": "ask",
                    },
                    {
                        "id": "completer",
                        "from": ["a_completer"],
                        "to": "back",
                        "by": ["applicant"],
                        "correction": "answer",
                    },
                    {"id": "finir", "from": ["recue"], "to": "faite", "by": ["lead"]},
                    {
                        "id": "retirer",
                        "from": ["recue", "a_completer"],
                        "to": "retiree",
                        "by": ["applicant"],
                        "kind": "danger",
                        "confirm": True,
                    },
                ],
            },
            "texts": {"fr": words},
            "scenarios": {
                "scenarios": [
                    {
                        "name": "rien",
                        "given": {"at": "2026-03-02T10:00:00", "answers": {}},
                        "steps": [{"expect": {}}],
                    }
                ]
            },
        }
    )


def installation(**service: Any) -> Installation:
    """Published and installed around Pau, its one function bound to a unit."""
    version = catalogue.publish(package=package(**service))
    return catalogue.install(
        version=version,
        institution=make_unit().institution,
        area=make_area(),
        bindings=[catalogue.Bind("lead", make_unit("accueil", name="Accueil"))],
    )
