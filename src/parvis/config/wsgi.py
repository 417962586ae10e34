"""The WSGI door that Granian (or any WSGI server) opens."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from parvis.config.lifeline import follow_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
follow_server()
application = get_wsgi_application()

# What the application is made of lives as long as the process: the collector need not look at it
# again, nor so often at what each page makes (decision 0292).
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
