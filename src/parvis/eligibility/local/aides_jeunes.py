"""Reads the YAML benefits of betagouv/aides-jeunes and writes them as files of ours.

What their format computes is translated; what it only says in words becomes a declared condition;
what can be neither is named in a report. Nothing of their text ships with the program: whoever
imports it minds its licence (AGPL-3.0).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any, Final

import yaml

from parvis.catalogue.loader import PackageFaults, Source

_LEVELS: Final = {
    "region": "region", "departement": "departement", "commune": "commune", "epci": "epci",
    "caf": "state", "msa": "state", "crous": "state", "etat": "state", "national": "state",
}  # fmt: skip
_PERIODS: Final = {"ponctuelle": "once", "mensuelle": "month", "annuelle": "year"}
_AREAS: Final = {"communes", "epcis", "departements", "regions"}
_PROFILES: Final = {
    "apprenti": "person.apprentice",
    "beneficiaire_rsa": "law.rsa > 100",
    "chomeur": 'person.activity == "unemployed"',
    "etudiant": 'person.activity == "student"',
    "inactif": 'person.activity == "none"',
    "independant": 'person.activity == "self_employed"',
    "enseignement_superieur": 'person.school == "higher"',
    "lyceen": 'person.school == "lycee"',
    "salarie": 'person.activity == "employed"',
}
_OPERATORS: Final = {">": ">", ">=": ">=", "<": "<", "<=": "<=", "=": "=="}
_TAG: Final = re.compile(r"<[^>]+>")


class Untranslatable(Exception):
    """The file cannot become one of ours; the message says why."""


@dataclass
class Imported:
    """`text`: the file to write; `report`: what was not, or not wholly, translated."""

    id: str
    text: str
    report: list[str] = field(default_factory=list)


def translated(path: Path, institutions: Path, since: date) -> Imported:
    """The benefit at `path`, whose institution is described in a folder of theirs.

    Raises Untranslatable."""
    try:
        return _Translation(path, institutions, since).done()
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise Untranslatable(f"{path.name} is not in their format: {fault}") from fault


def _read(path: Path) -> dict[str, Any]:
    try:
        value = Source(path.name, path.read_text(encoding="utf-8")).value
    except (OSError, PackageFaults) as fault:
        raise Untranslatable(str(fault)) from fault
    if not isinstance(value, dict):
        raise Untranslatable(f"{path.name}: keys and values are expected")
    return value


class _Translation:
    def __init__(self, path: Path, institutions: Path, since: date) -> None:
        self._theirs = _read(path)
        self._slug = _slug(path.stem)
        self._since = since
        self._report: list[str] = []
        self._declared: list[str] = []
        self._area: dict[str, list[str]] = {}
        self._reads_quotient = False
        name = str(self._theirs.get("institution", ""))
        described = institutions / f"{name}.yml"
        if not re.fullmatch(r"[\w-]+", name) or not described.is_file():
            raise Untranslatable(f"{path.name}: there is no institution “{name}” in {institutions}")
        self._owner = _slug(name)
        self._who = _read(described)

    def done(self) -> Imported:
        conditions = self._conditions()
        amount = self._amount()
        theirs = self._theirs
        ours: dict[str, Any] = {
            "id": f"{self._owner}.{self._slug}",
            "kind": "aid" if amount else "right",
            "field": "youth",
            "institution": self._institution(),
        }
        self._say("field: “youth” was chosen; name what it is about")
        if self._area:
            ours["area"] = self._area
        ours |= {
            "public": ["young"],
            "for": "person",
            "name": self._words(theirs.get("label")),
            "summary": self._words(theirs.get("description")),
        }
        if self._reads_quotient:
            ours["quotient"] = {"kind": "tax", "source": self._words("Dernier avis d’imposition")}
        version: dict[str, Any] = {
            "from": self._since,
            "text": {"ref": self._text(self._who.get("name")), "url": str(theirs.get("link", ""))},
            "conditions": conditions,
        }
        if self._declared:
            version["declared"] = [
                {"id": f"a_verifier_{place}", "text": self._words(text)}
                for place, text in enumerate(self._declared, 1)
            ]
        if amount:
            version["amount"] = amount
        ours |= {"versions": [version], "ask": self._ask(), "tests": []}
        self._say("text: name the deliberation that grants it")
        self._say("en: the French words stand in for the English ones")
        self._say("tests: write a case that is granted and one that is refused")
        text = yaml.safe_dump(ours, allow_unicode=True, sort_keys=False, width=100)
        return Imported(ours["id"], text, self._report)

    def _say(self, what: str) -> None:
        self._report.append(what)

    def _text(self, value: Any) -> str:
        """Plain words: their texts hold HTML."""
        return " ".join(unescape(_TAG.sub("", str(value or ""))).split()) or "à compléter"

    def _words(self, value: Any) -> dict[str, str]:
        text = self._text(value)
        return {"fr": text, "en": text}

    def _institution(self) -> dict[str, Any]:
        kind = str(self._who.get("type", ""))
        level = _LEVELS.get(kind)
        if level is None:
            raise Untranslatable(f"an institution of type “{kind}” has no place here")
        name = {"name": self._words(self._who.get("name"))}
        if level == "state":
            self._say(f"institution: a {kind} stands as the State’s, limited by its area")
            if not self._area:
                self._say("area: none is said; it would hold everywhere")
            return {"level": level, "code": "FR", **name}
        siren, insee = (str(self._who.get(key) or "") for key in ("code_siren", "code_insee"))
        code = siren if level == "epci" else insee
        if not code:
            raise Untranslatable(f"the institution “{self._owner}” has no code")
        return {"level": level, "code": code, **name}

    def _conditions(self) -> list[dict[str, Any]]:
        found = []
        for condition in self._theirs.get("conditions_generales") or []:
            rule = self._rule(condition)
            if rule:
                found.append((str(condition["type"]), rule))
        profiles = self._profiles()
        if profiles:
            found.append(("profil", profiles))
        for text in self._theirs.get("conditions") or []:
            self._declared.append(str(text))
            self._say(f"declared, not computed: {self._text(text)[:80]}")
        return [
            {"id": f"{name}_{place}", "rule": rule, "text": self._words(_SAID[name])}
            for place, (name, rule) in enumerate(found, 1)
        ]

    def _profiles(self) -> str:
        """One of them must hold; one that cannot be computed makes the whole unknowable."""
        terms = []
        for profile in self._theirs.get("profils") or []:
            name = str(profile.get("type"))
            parts = [_PROFILES.get(name, "")]
            parts += [self._rule(each, alone=False) for each in profile.get("conditions") or []]
            if "" in parts:
                self._say(f"profils: “{name}” cannot be computed; all became a declared condition")
                names = ", ".join(str(each.get("type")) for each in self._theirs["profils"])
                self._declared.append(f"Être dans l’une de ces situations (à vérifier) : {names}")
                return ""
            terms.append(" && ".join(parts))
        return terms[0] if len(terms) == 1 else " || ".join(f"({term})" for term in terms)

    def _rule(self, condition: Mapping[str, Any], *, alone: bool = True) -> str:
        """Nothing when it is an area (kept apart) or can only be declared."""
        kind = str(condition.get("type"))
        match kind:
            case "age" if condition.get("operator") in _OPERATORS:
                return f"person.age {_OPERATORS[condition['operator']]} {int(condition['value'])}"
            case "quotient_familial":
                months = 1 if condition.get("period") == "month" else 12
                self._reads_quotient = True
                self._say("quotient_familial: theirs is that of the tax")
                ceiling = round(float(condition["floor"]) * 100) // months
                return f"(has(tax.quotient_tax) && tax.quotient_tax <= {ceiling})"
            case "beneficiaire_rsa":
                return _PROFILES[kind]
            case "boursier":
                return "person.scholarship"
            case "institution":
                return ""
        if alone and kind in _AREAS:
            self._place(kind, [str(one) for one in condition.get("values") or []])
        elif alone:
            self._say(f"conditions_generales: “{kind}” cannot be computed; declared")
            self._declared.append(f"{kind} : {condition.get('values', condition.get('value', ''))}")
        return ""

    def _place(self, kind: str, codes: list[str]) -> None:
        if codes and self._area:
            self._say(f"area: {kind} come on top of another area; only the first is kept")
            self._declared.append(f"Habiter ({kind}) : {', '.join(codes)}")
        elif codes:
            self._area = {kind: codes}

    def _amount(self) -> dict[str, Any] | None:
        theirs = self._theirs
        if theirs.get("type") != "float" or theirs.get("montant") is None:
            return None
        if str(theirs.get("unit", "€")) != "€" or float(theirs["montant"]) <= 0:
            said = f"{theirs['montant']} {theirs.get('unit', '')}"
            self._say(f"montant: “{said}” is no sum in euros; it became a right without a sum")
            return None
        per = _PERIODS.get(str(theirs.get("periodicite")), "once")
        if str(theirs.get("periodicite")) not in _PERIODS:
            self._say(f"periodicite: “{theirs.get('periodicite')}” became once")
        legend = self._text(theirs.get("legend"))
        if legend != "à compléter":
            self._say(f"montant: {legend}; a flat sum says more than is known")
            self._declared.append(f"Montant : {legend}")
        cents = round(float(theirs["montant"]) * 100)
        return {"per": per, "text": self._words(f"{theirs['montant']} €"), "flat": cents}

    def _ask(self) -> dict[str, Any]:
        for key in ("teleservice", "form", "instructions", "link"):
            if self._theirs.get(key):
                return {"url": str(self._theirs[key])}
        self._say("ask: nobody is told where to ask")
        return {"place": self._text(self._who.get("name"))}


_SAID: Final = {
    "age": "Condition d’âge",
    "quotient_familial": "Condition de quotient familial (impôts)",
    "beneficiaire_rsa": "Toucher le RSA",
    "boursier": "Être boursier",
    "profil": "Être dans l’une des situations prévues",
}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:38] or "sans-nom"
