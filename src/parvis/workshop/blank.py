"""A new service from five answers: small, sound, and ready to be completed."""

from collections.abc import Mapping
from pathlib import Path

from django.utils.text import slugify

from parvis.directory.models import Institution
from parvis.workshop.forms.sheet import fresh_id
from parvis.workshop.written import Document

_FOLDER = Path(__file__).resolve().parent / "blank"
_LEVELS = {"commune", "epci", "departement", "region", "state"}


def package(
    *, institution: Institution, name: str, summary: str, unit: str, days: int, law: str
) -> dict[str, str]:
    """The files. `unit`: who answers, in words; `days`: working days, announced; `law`: the text
    on which the service stands."""
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*"))}
    level = institution.kind if institution.kind in _LEVELS else "commune"
    service = Document(files["service.yml"])
    service = service.put(("id",), package_id(institution, name))
    service = service.put(("level",), level)
    service = service.put(("delay", "count"), days)
    service = service.put(("legal_basis", 0, "title"), law)
    texts = Document(files["texts.fr.yml"])
    for path, value in _words(name, summary, unit).items():
        texts = texts.put(path, value)
    return files | {"service.yml": service.text, "texts.fr.yml": texts.text}


def package_id(institution: Institution, name: str) -> str:
    """ "pau/velo-electrique": who publishes, what."""
    publisher = slugify(institution.name)[:40].strip("-") or "institution"
    return f"{publisher}/{slugify(name)[:50].strip('-') or 'service'}"


def adapted(files: Mapping[str, str], institution: Institution) -> dict[str, str]:
    """A package of the library under one's own name; its origin is said."""
    service = Document(files["service.yml"])
    old = str(service.get(("id",), ""))
    mine = package_id(institution, old.rpartition("/")[2].replace("-", " "))
    origin = f"{old} {service.get(('version',), '')}".strip()
    changed = service.put(("id",), mine).put(("origin",), origin)
    return dict(files) | {"service.yml": changed.text}


def _words(name: str, summary: str, unit: str) -> dict[tuple[str | int, ...], str]:
    return {
        ("service", "name"): name,
        ("service", "summary"): summary,
        ("functions", "service", "name"): unit,
    }


def field_of(kind: str, label: str, taken: list[str]) -> dict[str, object]:
    """A new question, as sound as can be."""
    made: dict[str, object] = {"id": fresh_id(label, taken), "type": kind}
    if kind in {"choice", "choices"}:
        made["options"] = ["oui", "non"]
    if kind == "group":
        made["fields"] = [{"id": "nom", "type": "text"}]
    return made


def words_of(kind: str, label: str) -> dict[str, object]:
    """Its words, in one language."""
    made: dict[str, object] = {"label": label}
    if kind in {"choice", "choices"}:
        made["options"] = {"oui": "Oui", "non": "Non"}
    if kind in {"information", "declaration"}:
        made["body"] = label
    if kind == "group":
        made["fields"] = {"nom": {"label": "Nom"}}
    return made
