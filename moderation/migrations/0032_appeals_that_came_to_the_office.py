"""Which appeals came to the office: how, when, who entered them, and how they know whose they are."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):
    """One table, append-only."""

    dependencies = [
        ("councils", "0017_how_soon_the_public_is_answered"),
        ("moderation", "0031_what_stands_with_comments"),
    ]

    operations = [
        migrations.CreateModel(
            name="AppealEntered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("paper", "On paper"),
                            ("email", "By email"),
                            ("message", "As a private message"),
                            ("phone", "By telephone"),
                            ("person", "In person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("came_on", models.DateField()),
                (
                    "checked",
                    models.TextField(blank=True, help_text="How whoever entered it made sure whose it is."),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entered", to="moderation.appeal"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("checked", ""), _negated=True), ("erased_at__isnull", True)),
                            models.Q(("checked", ""), ("erased_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_appeal_entered_says_whose_it_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["paper", "email", "message", "phone", "person"])),
                        name="way_of_an_appeal_known",
                    ),
                ],
            },
        ),
        append_only("moderation_appealentered", erasable=("checked",)),
    ]
