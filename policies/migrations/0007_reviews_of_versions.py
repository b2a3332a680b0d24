"""Reviews that left a version as it is, and the reminders of its review day: both are added to, never changed."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_invited_until_accepted"),
        ("policies", "0006_extra_days"),
        ("records", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("review_due", models.DateField()),
                (
                    "days",
                    models.PositiveSmallIntegerField(help_text="Days before the review day: 90, 30 or 0."),
                ),
                (
                    "told",
                    models.BooleanField(
                        help_text="False where the portal was away until a later step had come."
                    ),
                ),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="policies.version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "review_due", "days"), name="review_reminded_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__in", (90, 30, 0))), name="review_reminder_step_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reviewed_on", models.DateField(help_text="The day of the meeting, local date.")),
                ("minute_reference", models.CharField(max_length=80)),
                ("next_due", models.DateField(help_text="The day of the next review, as computed then.")),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.membership",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="policies.version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "reviewed_on"), name="reviewed_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("minute_reference", ""), _negated=True),
                        name="a_review_names_its_minute",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_due__gt", models.F("reviewed_on"))),
                        name="the_next_review_is_later",
                    ),
                ],
            },
        ),
        append_only("policies_versionreview"),
        append_only("policies_reviewreminder"),
    ]
