"""The Celery application; schedules are in portal.settings, tasks in each room's tasks.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# The application of every thread: else a web server's threads would send to Celery's own idea of a broker.
app.set_default()
