"""The WSGI door that Granian (or any WSGI server) opens."""

import os

from django.core.wsgi import get_wsgi_application

from parvis.config.lifeline import follow_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
follow_server()
application = get_wsgi_application()
