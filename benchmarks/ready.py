"""Makes Django ready for a benchmark that is run by hand: import it before everything that needs the models."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()
