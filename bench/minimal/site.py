"""A Django site in one file: a table of 100,000 rows, a list with a layout, a POST that writes two.

Run as a process of its own, with Django's usual middleware and nothing of Parvis.
"""

import os
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from bench.probe import Answer, Door, Prepare, Prepared

LIST, POST = "minimal list", "minimal POST"
TOKEN = "a" * 32
ROWS = 100_000

LAYOUT = """<!doctype html><html lang="fr"><head><meta charset="utf-8">
<title>{% block title %}{% endblock %}</title><link rel="stylesheet" href="/static/site.css"></head>
<body><header><a href="/">Mairie</a>
<nav><ul><li><a href="/a">Démarches</a></li><li><a href="/b">Aide</a></li></ul></nav></header>
<main>{% block content %}{% endblock %}</main><footer><p>Mairie</p></footer></body></html>"""
LISTED = """{% extends "layout.html" %}{% block title %}Demandes{% endblock %}{% block content %}
<h1>Demandes</h1><table><thead><tr><th>Référence</th><th>Objet</th><th>Déposée le</th><th>État</th>
</tr></thead><tbody>{% for row in rows %}<tr>
<td><a href="/demandes/{{ row.pk }}">{{ row.reference }}</a></td>
<td>{{ row.title }}<br>{{ row.person }}</td><td>{{ row.sent_at|date:"j F Y" }}</td>
<td>{{ row.state }}</td></tr>{% endfor %}</tbody></table>{% endblock %}"""


def open_pages(url: str) -> dict[str, Prepare]:
    door = Door(_configured(url), {"csrftoken": TOKEN})

    def listed() -> Answer:
        answer = door.get("/liste")
        assert answer.status == 200, answer.body[:300]
        return answer

    def written() -> Answer:
        answer = door.post("/ecrire", {"title": "Composteur"})
        assert answer.status == 302, answer.body[:300]
        return answer

    def once(act: Prepared) -> Prepare:
        return lambda: act

    return {LIST: once(listed), POST: once(written)}


def _configured(url: str) -> Any:
    from parvis.config.settings.database import from_url

    settings.configure(
        SECRET_KEY="bench",  # noqa: S106
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="bench.minimal.pages",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "bench.minimal",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                (
                                    "django.template.loaders.locmem.Loader",
                                    {"layout.html": LAYOUT, "list.html": LISTED},
                                )
                            ],
                        )
                    ],
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ],
                },
            }
        ],
        DATABASES={"default": from_url(url)},
        USE_TZ=True,
        TIME_ZONE="Europe/Paris",
        LANGUAGE_CODE="fr",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    django.setup()
    _fill()
    return get_wsgi_application()


def _fill() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"""DROP TABLE IF EXISTS minimal_request, minimal_audit;
            CREATE TABLE minimal_request (id bigserial PRIMARY KEY, reference text, title text,
                person text, state text, sent_at timestamptz);
            CREATE TABLE minimal_audit (id bigserial PRIMARY KEY, at timestamptz, verb text,
                about bigint);
            INSERT INTO minimal_request (reference, title, person, state, sent_at)
                SELECT 'R' || g, 'Composteur au ' || g || ' rue du Bialé', 'Personne ' || g,
                    CASE g % 3 WHEN 0 THEN 'ouverte' ELSE 'close' END,
                    now() - g * interval '1 minute' FROM generate_series(1, {ROWS}) g;
            CREATE INDEX ON minimal_request (state, sent_at DESC);
            ANALYZE minimal_request"""  # noqa: S608
        )
