"""The yardstick: a Django site with Django's usual middleware and nothing of Parvis.

It does what the page measured for issue 2 does ("list 9–12 ms, POST 4–6 ms" under a server): 20
rows of 100,000 with their service, an address made for each, a title cut, a date written twice; a
form checked against the database, a row and its audit row in a transaction. Nobody is signed in.
"""

import os
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from bench.probe import Answer, Door, Prepare, Prepared

LIST, POST = "minimal list", "minimal POST"
SIGNED = "minimal list, signed in"
TOKEN = "a" * 32
ROWS = 100_000
FILLED = {
    "title": "Lampadaire éteint",
    "description": "Devant le 12, depuis mardi.",
    "email": "habitante@habitants.parvis.example",
    "service": "3",
}


def open_pages(url: str) -> dict[str, Prepare]:
    application = _configured(url)
    anybody = Door(application, {"csrftoken": TOKEN})
    signed = Door(application, {"csrftoken": TOKEN, "sessionid": _session()})

    def listed(door: Door) -> Prepare:
        def once() -> Answer:
            answer = door.get("/requests/")
            assert answer.status == 200, answer.body[:300]
            return answer

        return lambda: once

    def written() -> Answer:
        answer = anybody.post("/requests/new", FILLED)
        assert answer.status == 302, answer.body[:300]
        return answer

    def post() -> Prepared:
        return written

    return {LIST: listed(anybody), SIGNED: listed(signed), POST: post}


def _configured(url: str) -> Any:
    from parvis.config.settings.database import from_url

    plain = from_url(url)
    # As the page of issue 2 was connected: kept open, nothing prepared. A schema of its own,
    # since Parvis keeps its users and sessions under the same names.
    plain |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}
    plain["OPTIONS"] = {"options": "-c search_path=minimal"}
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
                "DIRS": [Path(__file__).parent / "templates"],
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ],
                },
            }
        ],
        DATABASES={"default": plain},
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
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"{_TABLES} {_ROWS}")
    call_command("migrate", verbosity=0)


def _session() -> str:
    """The key of a session in the database, as Django keeps them."""
    from django.contrib.auth import login
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, User.objects.create_user("agent"))
    request.session.save()
    return str(request.session.session_key)


_TABLES = """
DROP SCHEMA IF EXISTS minimal CASCADE;
CREATE SCHEMA minimal;
CREATE TABLE minimal_service (id bigserial PRIMARY KEY, name varchar(120) NOT NULL);
CREATE TABLE minimal_request (
    id bigserial PRIMARY KEY, reference varchar(40) NOT NULL UNIQUE, title varchar(200) NOT NULL,
    description text NOT NULL, state varchar(20) NOT NULL, email varchar(254) NOT NULL,
    service_id bigint NOT NULL REFERENCES minimal_service, sent_at timestamptz NOT NULL);
CREATE TABLE minimal_audit (
    id bigserial PRIMARY KEY, request_id bigint NOT NULL REFERENCES minimal_request,
    verb varchar(40) NOT NULL, detail jsonb NOT NULL, at timestamptz NOT NULL);
"""
_ROWS = f"""
INSERT INTO minimal_service (name) SELECT 'Service ' || g FROM generate_series(1, 30) g;
INSERT INTO minimal_request (reference, title, description, state, email, service_id, sent_at)
    SELECT 'P' || lpad(g::text, 9, '0'),
        'Signalement n° ' || g || ' : éclairage de la rue du Bialé, côté pair, devant l’école',
        repeat('Le lampadaire devant le numéro 12 ne s’allume plus depuis mardi. ', 3),
        (ARRAY['received', 'open', 'underway', 'closed', 'closed', 'closed'])[1 + g % 6],
        'habitante' || g || '@habitants.parvis.example', 1 + g % 30,
        now() - g * interval '1 minute'
    FROM generate_series(1, {ROWS}) g;
CREATE INDEX ON minimal_request (service_id);
CREATE INDEX ON minimal_request (state, sent_at DESC);
CREATE INDEX ON minimal_audit (request_id);
ANALYZE minimal_request;
"""  # noqa: S608
