#!/usr/bin/env python
"""Django's own commands, for developers; administrators use `parvis`."""

import os
import sys

_NEED_NO_DATABASE = {"compilemessages", "makemessages", "collectstatic", "help", "findstatic"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    from django.core.management import execute_from_command_line

    from parvis.config import embedded

    if not _NEED_NO_DATABASE.intersection(sys.argv[1:2]):
        embedded.use()
    execute_from_command_line(sys.argv)
