"""How each member wants to be told, how each notice reached its reader, and which they have read.

Old code that knows no such column goes on: the database fills it. What was told before counts as read.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

WAYS = ("at_once", "digest", "portal")


def note_as_read(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Mark what was settled before there was a list of it, so that nobody begins with years of unread messages."""
    notices = apps.get_model("channels", "Notice").objects.using(editor.connection.alias)
    settled = notices.filter(read_at=None, settled_at__isnull=False)
    settled.update(read_at=models.F("settled_at"), way="at_once")


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0008_calendar_links"),
        ("channels", "0014_notices_to_reviewers_outside"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("at_once", "A mail at once for everything"),
                            ("digest", "At once what needs me, the rest in one mail a day"),
                            (
                                "portal",
                                "In the portal alone, but for what the law or the policy sets a time for",
                            ),
                        ],
                        default="digest",
                        max_length=10,
                    ),
                ),
                (
                    "digest_hour",
                    models.PositiveSmallIntegerField(
                        default=8, help_text="The hour of the daily mail, on London's clock."
                    ),
                ),
                (
                    "weekends",
                    models.BooleanField(
                        default=True, help_text="Whether it comes on Saturdays and Sundays."
                    ),
                ),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_choice",
                        to="councils.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("way__in", list(WAYS))), name="notice_way_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest_hour__gte", 0), ("digest_hour__lte", 23)),
                        name="digest_hour_of_a_day",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="way",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="How it reaches its reader (portal.channels.notices.urgency); empty until a worker "
                "looks at it.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="read_at",
            field=models.DateTimeField(
                blank=True, help_text="When its reader said they have read it.", null=True
            ),
        ),
        migrations.RunPython(note_as_read, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["", *WAYS])), name="notice_goes_a_known_way"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "-created_at"], name="notices_to_member"),
        ),
    ]
