"""Which clock a commune lives by. Names are the IANA database's."""

_BY_DEPARTEMENT = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
    "989": "Etc/GMT+8",
}
_MARQUESAS = ("98718", "98723", "98731", "98746", "98756", "98757")
_BY_COMMUNE = {
    "98413": "Indian/Reunion",  # Crozet
    "98414": "Antarctica/DumontDUrville",
    "98415": "Indian/Mayotte",  # Éparses, four of five
    "98719": "Pacific/Gambier",
} | dict.fromkeys(_MARQUESAS, "Pacific/Marquesas")


def of_departement(code: str) -> str:
    return _BY_DEPARTEMENT.get(code, "Europe/Paris")


def of_commune(code: str, departement: str) -> str:
    return _BY_COMMUNE.get(code) or of_departement(departement)
