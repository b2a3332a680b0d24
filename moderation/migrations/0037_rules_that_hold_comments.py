"""What may break a rule that must be answered waits where the clerk chose before there was such a choice, as usual.

The way back takes it out of every choice: it meant nothing before.
"""

from typing import Any

from django.db import migrations

RULE = "rule"


def _hold(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("moderation", "Holding").objects.using(schema_editor.connection.alias)
    for row in rows.exclude(holds__contains=[RULE]):
        row.holds = sorted([*row.holds, RULE])
        row.save(update_fields=["holds"])


def _hold_no_more(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("moderation", "Holding").objects.using(schema_editor.connection.alias)
    for row in rows.filter(holds__contains=[RULE]):
        row.holds = [one for one in row.holds if one != RULE]
        row.save(update_fields=["holds"])


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0036_authors_by_what_lasts'),
    ]

    operations = [
        migrations.RunPython(_hold, _hold_no_more),
    ]
