"""Meetings and periods note when one of their days was last changed: calendars that read them ask for it.

Old code that knows no such column goes on: the database fills it.
"""

import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


def _field(words: str) -> "models.DateTimeField[str, str]":
    return models.DateTimeField(
        db_default=django.db.models.functions.datetime.Now(),
        default=django.utils.timezone.now,
        help_text=words,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0013_closed_items_have_matters"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="changed_at",
            field=_field("When what calendars show of it was last changed."),
        ),
        migrations.AddField(
            model_name="period",
            name="changed_at",
            field=_field("When one of its days was last changed."),
        ),
    ]
