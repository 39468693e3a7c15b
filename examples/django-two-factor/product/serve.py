"""Starts the product with a new database and two people, on the port that is named: `python serve.py 8000`."""

import os
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command

with tempfile.TemporaryDirectory() as folder:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "settings", "DATABASE": str(Path(folder, "product.sqlite3"))}
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("loaddata", Path(__file__).with_name("people.json"), verbosity=0)
    if "--leading-zero" in sys.argv:
        from leading_zero import add_person

        add_person("carol", "secret-of-carol", "+12025550100")
    call_command("runserver", sys.argv[1], use_reloader=False)
