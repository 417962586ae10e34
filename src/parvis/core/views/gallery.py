"""The live gallery: every component in every state, with names as long as real ones."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.core import clock
from parvis.core.audience import public_page
from parvis.core.forms import (
    AmountField,
    DateField3,
    EmailField,
    IbanField,
    PhoneField,
    SiretField,
    StyledForm,
    described,
)
from parvis.core.maps import Point
from parvis.core.ui import icons

WHY = (
    "Deux mois à compter du dépôt du dossier complet (article L. 231-1 du code des relations "
    "entre le public et l’administration). Le 1er mai étant férié, le délai court jusqu’au jour "
    "ouvré suivant."
)
ROWS = (
    (
        "Composteur partagé, résidence des Hauts-de-Lescar",
        "Prévention et valorisation des déchets",
        "3 mars 2026",
        "0,00 €",
    ),
    ("Copie d’acte de naissance", "État civil", "12 février 2026", "0,00 €"),
    (
        "Remboursement d’un trop-versé",
        "Direction des finances et de la commande publique",
        "1er janvier 2026",
        "1 234,50 €",
    ),
)
KINDS = ("neutral", "info", "success", "warning", "danger", "accent")


class Sample(StyledForm):
    """One field of each kind."""

    name = forms.CharField(
        label="Nom de naissance", max_length=60, help_text="Celui de votre acte de naissance."
    )
    postal_code = forms.CharField(label="Code postal", max_length=5)
    birth = DateField3(label="Date de naissance", birth=True, help_text="Par exemple : 31 12 1980")
    email = EmailField(label="Courriel")
    phone = PhoneField(label="Téléphone", required=False)
    amount = AmountField(label="Montant trop versé", required=False)
    iban = IbanField(label="IBAN du compte à créditer", required=False)
    siret = SiretField(label="SIRET", required=False)
    place = forms.ChoiceField(
        label="Où retirer votre composteur ?",
        choices=[
            ("", "Choisissez un lieu"),
            ("a", "Déchèterie d’Emmaüs, Lescar"),
            ("b", "Maison de la communauté d’agglomération Pau Béarn Pyrénées"),
        ],
    )
    channel = forms.ChoiceField(
        label="Comment souhaitez-vous être prévenu(e) ?",
        widget=forms.RadioSelect,
        choices=[
            ("mail", described("Par courriel", "Le plus rapide.")),
            ("sms", described("Par SMS", "Gratuit, sur un numéro français.")),
            ("letter", described("Par courrier", "Comptez trois à cinq jours.")),
        ],
    )
    owner = forms.ChoiceField(
        label="Êtes-vous propriétaire du terrain ?",
        widget=forms.RadioSelect,
        choices=[("yes", "Oui"), ("no", "Non")],
    )
    waste = forms.MultipleChoiceField(
        label="Que souhaitez-vous composter ?",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("kitchen", "Épluchures et restes de cuisine"),
            ("garden", "Tontes et feuilles mortes"),
            ("cardboard", "Cartons bruns sans encre"),
        ],
    )
    reason = forms.CharField(label="Votre projet en quelques mots", widget=forms.Textarea)
    photo = forms.FileField(
        label="Photo de l’emplacement",
        required=False,
        help_text="PDF, JPEG ou PNG, 10 Mo au plus.",
    )
    truth = forms.BooleanField(label="Je certifie que ces renseignements sont exacts.")


FILLED = {
    "name": "de Montesquiou-Fezensac d’Artagnan",
    "postal_code": "64230",
    "birth_day": "30",
    "birth_month": "02",
    "birth_year": "1980",
    "email": "jeanne@",
    "phone": "05 59",
    "amount": "beaucoup",
    "iban": "FR76 1234",
    "siret": "123",
    "channel": "sms",
    "waste": ["kitchen"],
    "place": "",
}


def _timeline() -> list[dict[str, Any]]:
    now = clock.now()
    rows = [
        (0, "Accord de la commune de Lescar", "check-circle", "success", "Mairie de Lescar", ""),
        (2, "Pièce demandée : photo de l’emplacement", "message", "warning", "Service Déchets",
         "Bonjour,\nla photo reçue est trop sombre.\n\nPouvez-vous en joindre une autre ?"),
        (5, "Transmis à la commune de Lescar", "handshake", "info", "Service Déchets", ""),
        (9, "Demande déposée", "send", "accent", "Vous", ""),
    ]  # fmt: skip
    return [
        {
            "at": now - timedelta(days=days),
            "title": title,
            "icon": icon,
            "kind": kind,
            "actor": actor,
            "text": text,
            "items": [{"label": "recepisse.pdf", "href": "#"}] if kind == "accent" else [],
        }
        for days, title, icon, kind, actor, text in rows
    ]


def samples() -> dict[str, Any]:
    """All that the gallery shows."""
    today = clock.today()
    names = ("Vos coordonnées", "L’emplacement", "Les participants", "Les pièces", "Vérifier")
    return {
        "icons": sorted(icons.NAMES),
        "points": [
            Point(43.31117, -0.35583, "Hôtel de ville", "#", "Pau"),
            Point(43.33358, -0.43458, "Mairie de Lescar", "#", "Lescar"),
        ],
        "kinds": KINDS,
        "buttons": ("primary", "secondary", "quiet", "danger"),
        "alerts": ("info", "success", "warning", "danger"),
        "form": None,
        "blank": Sample(auto_id="blank_%s"),
        "wrong": Sample(FILLED, auto_id="wrong_%s"),
        "steps": [
            {
                "label": label,
                "state": "done" if n < 2 else "current" if n == 2 else "todo",
                "href": "#" if n < 2 else "",
            }
            for n, label in enumerate(names)
        ],
        "places": [
            {
                "kind": "Idées",
                "icon": "message",
                "names": [
                    {"label": "Des composteurs au quartier Saragosse", "href": "#"},
                    {"label": "Composter au pied des tours", "href": "#"},
                ],
            },
            {
                "kind": "Projet",
                "icon": "check-circle",
                "names": [{"label": "Composteurs de Saragosse", "href": "#"}],
                "note": "choisi par 214 personnes",
            },
            {
                "kind": "Engagement",
                "icon": "handshake",
                "names": [{"label": "Douze composteurs avant l’été"}],
                "note": "tenu",
                "is_here": True,
            },
            {"kind": "Service", "icon": "leaf", "names": []},
        ],
        "timeline": _timeline(),
        "columns": [
            {"label": "Demande", "key": "name"},
            {"label": "Service instructeur", "key": "unit"},
            {"label": "Déposée le", "key": "at"},
            {"label": "Montant", "key": "amount", "numeric": True},
        ],
        "rows": [dict(zip(("name", "unit", "at", "amount"), row, strict=True)) for row in ROWS],
        "tabs": [
            {"label": "À traiter", "href": "#", "current": True, "count": 12},
            {"label": "En attente d’un tiers", "href": "#", "count": 3},
            {"label": "Terminées", "href": "#"},
        ],
        "later": today + timedelta(days=40),
        "soon": today + timedelta(days=3),
        "late": today - timedelta(days=2),
        "why": WHY,
        "now": clock.now(),
    }


@public_page
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    frame = "frames/agent.html" if request.GET.get("cadre") == "agent" else "frames/public.html"
    return render(request, "core/gallery.html", samples() | {"frame": frame})
