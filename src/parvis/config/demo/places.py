"""Where people go in the demonstration.

Town halls are the real ones; what they offer, their accessibility and their hours are invented, and
the pages say so. Positions: the centre of each commune, from GeoNames (CC BY 4.0, geonames.org).
The other places do not exist: the fictitious association keeps them.
"""

from parvis.directory.actions import PlaceFields
from parvis.directory.models import Place

Kind, Access = Place.Kind, Place.Access

CENTRES: dict[str, tuple[float, float]] = {
    "64037": (43.33314, -0.50562),  # Arbus
    "64041": (43.2765, -0.32425),  # Aressy
    "64059": (43.27483, -0.24618),  # Artigueloutan
    "64060": (43.31754, -0.47557),  # Artiguelouve
    "64072": (43.27375, -0.4839),  # Aubertin
    "64080": (43.35518, -0.48159),  # Aussevielle
    "64129": (43.30264, -0.39733),  # Billère
    "64132": (43.28753, -0.35164),  # Bizanos
    "64139": (43.20996, -0.36168),  # Bosdarros
    "64142": (43.39816, -0.4727),  # Bougarber
    "64152": (43.35256, -0.30959),  # Buros
    "64198": (43.36261, -0.50834),  # Denguin
    "64230": (43.22852, -0.38713),  # Gan
    "64237": (43.28319, -0.37117),  # Gelos
    "64269": (43.28935, -0.31199),  # Idron
    "64284": (43.2883, -0.38694),  # Jurançon
    "64315": (43.30469, -0.44204),  # Laroin
    "64329": (43.28797, -0.29179),  # Lée
    "64335": (43.33358, -0.43458),  # Lescar
    "64348": (43.31505, -0.41105),  # Lons
    "64373": (43.2773, -0.35246),  # Mazères-Lezons
    "64376": (43.26512, -0.31365),  # Meillon
    "64439": (43.28317, -0.26715),  # Ousse
    "64445": (43.31117, -0.35583),  # Pau
    "64448": (43.35072, -0.46957),  # Poey-de-Lescar
    "64467": (43.26196, -0.33011),  # Rontignon
    "64478": (43.26978, -0.45186),  # Saint-Faust
    "64518": (43.29658, -0.26038),  # Sendets
    "64525": (43.34347, -0.48142),  # Siros
    "64549": (43.39951, -0.43321),  # Uzein
    "64550": (43.26994, -0.34313),  # Uzos
}

_CIVIL = [
    "Demander un acte de naissance, de mariage ou de décès",
    "Refaire sa carte d’identité ou son passeport, sur rendez-vous",
    "S’inscrire sur les listes électorales",
]
_NEAR = ["Demander un acte d’état civil", "Faire une démarche de la commune"]
_WEEK = "Mo-Fr 08:30-12:00,13:30-17:30; PH off"

# Invented, by INSEE code: communes that are not here have no known hours, as often in real life.
TOWN_HALLS: dict[str, PlaceFields] = {
    "64445": {
        "opening_hours": "Mo-Fr 08:30-12:30,13:30-17:30; Sa 09:00-12:00; PH off",
        "tasks": _CIVIL,
        "access": [Access.WHEELCHAIR, Access.TOILETS, Access.PARKING, Access.LOOP],
        "languages": ["fr", "oc", "en", "es"],
        "services": ["acte-de-naissance"],
    },
    "64335": {
        "opening_hours": "Mo-Fr 08:30-12:00,13:30-17:30; Th 08:30-12:00,13:30-19:00;"
        " Sa 09:00-12:00; Jul-Aug Sa off; PH off",
        "tasks": _CIVIL,
        "access": [Access.WHEELCHAIR, Access.PARKING],
        "languages": ["fr", "oc"],
        "services": ["acte-de-naissance", "composteur-partage"],
    },
    "64129": {
        "opening_hours": _WEEK,
        "tasks": _CIVIL[:1] + _CIVIL[2:],
        "access": [Access.WHEELCHAIR, Access.LOOP],
        "languages": ["fr", "en"],
    },
    "64348": {
        "opening_hours": "Mo-Th 08:30-12:30,13:30-17:30; Fr 08:30-12:30,13:30-16:30; PH off",
        "tasks": _NEAR,
        "access": [Access.WHEELCHAIR],
        "languages": ["fr"],
    },
    "64284": {
        "opening_hours": _WEEK,
        "tasks": _CIVIL,
        "access": [Access.WHEELCHAIR, Access.TOILETS],
        "languages": ["fr", "es"],
        "services": ["acte-de-naissance"],
    },
    "64230": {
        "opening_hours": "Mo,Tu,Th,Fr 09:00-12:00,14:00-17:00; We,Sa[1,3] 09:00-12:00; PH off",
        "tasks": _NEAR,
        "languages": ["fr", "oc"],
    },
    "64072": {
        "opening_hours": "Tu,Fr 14:00-18:00; week 02-52/2 Sa 09:00-12:00; PH off",
        "tasks": _NEAR,
        "access": [Access.WHEELCHAIR],
        "languages": ["fr"],
    },
}

# Places that do not exist: name, address, commune, fields.
FICTITIOUS: list[tuple[str, str, str, PlaceFields]] = [
    (
        "France Services (lieu de démonstration)",
        "1 rue de l’Exemple, 64230 Lescar",
        "64335",
        {
            "kind": Kind.FRANCE_SERVICES,
            "latitude": 43.3309,
            "longitude": -0.4291,
            "opening_hours": "Mo-Fr 09:00-12:30,14:00-17:00; We 09:00-17:00; PH off",
            "tasks": [
                "Être aidé pour les impôts, la retraite, la CAF, France Travail",
                "Utiliser un ordinateur et imprimer",
            ],
            "access": [Access.WHEELCHAIR, Access.TOILETS, Access.SIGNS],
            "languages": ["fr", "en", "ar"],
            "notes": "Sans rendez-vous le matin ; sur rendez-vous l’après-midi.",
        },
    ),
    (
        "PIMMS Médiation (lieu de démonstration)",
        "2 place de l’Exemple, 64000 Pau",
        "64445",
        {
            "kind": Kind.PIMMS,
            "latitude": 43.2966,
            "longitude": -0.3663,
            "opening_hours": 'Mo-Th 09:00-12:30,13:30-17:00; Fr "sur rendez-vous"; PH off',
            "tasks": [
                "Comprendre une facture ou un courrier",
                "Régler un litige avec un fournisseur",
                "Apprendre à se servir d’internet",
            ],
            "access": [Access.WHEELCHAIR],
            "languages": ["fr", "es", "pt", "ar"],
        },
    ),
    (
        "Agence postale (lieu de démonstration)",
        "3 chemin de l’Exemple, 64290 Gan",
        "64230",
        {
            "kind": Kind.POST_OFFICE,
            "latitude": 43.2301,
            "longitude": -0.3852,
            "opening_hours": "Mo-Sa 09:00-12:00; PH off",
            "tasks": ["Envoyer et retirer un colis", "Retirer de l’argent"],
            "languages": ["fr"],
        },
    ),
    (
        "Espace numérique (lieu de démonstration)",
        "4 allée de l’Exemple, 64140 Billère",
        "64129",
        {
            "kind": Kind.INTERNET,
            "latitude": 43.3011,
            "longitude": -0.3935,
            "opening_hours": "Tu-Sa 10:00-18:00; SH Mo 10:00-18:00; PH off",
            "tasks": ["Utiliser un ordinateur et imprimer", "Apprendre à se servir d’internet"],
            "access": [Access.WHEELCHAIR, Access.GUIDING],
            "languages": ["fr", "en"],
        },
    ),
]
