"""What the calendar asks for by day: issues, embargoes, takings down, and the days that public notices concern.

Old code that knows no such column goes on: both are empty where nobody wrote them.
"""

import json

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils.dateparse import parse_date

AT_ONCE = 500


def note_days(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Note the day that each notice in a newsroom concerns, as its shown issue says it."""
    items = apps.get_model("channels", "NewsItem").objects.using(editor.connection.alias)
    rows = items.filter(kind="notice", concerns_on=None).select_related("publication__revision").order_by("pk")
    changed = []
    for item in rows.iterator(AT_ONCE):
        stored = item.publication.revision.stored
        day = parse_date(json.loads(stored)["content"].get("concerns_on", "")) if stored else None
        if day is not None:
            item.concerns_on = day
            changed.append(item)
    items.bulk_update(changed, ["concerns_on"], AT_ONCE)


def _by_day(name: str, field: str) -> migrations.AddIndex:
    condition = models.Q(**{f"{field}__isnull": False})
    index = models.Index(fields=["council", field], condition=condition, name=name)
    return migrations.AddIndex(model_name="publication", index=index)


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0011_notices_to_people_outside"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="moved_at",
            field=models.DateTimeField(blank=True, help_text="When its hour was last changed.", null=True),
        ),
        migrations.AddField(
            model_name="newsitem",
            name="concerns_on",
            field=models.DateField(
                blank=True,
                help_text="The day of the closure, meeting or event, where it is of one.",
                null=True,
            ),
        ),
        migrations.RunPython(note_days, migrations.RunPython.noop, elidable=True),
        _by_day("issues_by_day", "live_at"),
        _by_day("embargoes_by_day", "embargo_until"),
        _by_day("take_downs_by_day", "take_down_at"),
        migrations.AddIndex(
            model_name="newsitem",
            index=models.Index(
                condition=models.Q(concerns_on__isnull=False),
                fields=["council", "concerns_on"],
                name="news_by_event",
            ),
        ),
    ]
