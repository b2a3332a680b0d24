"""Who told the author of what came down on a network, and how."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):
    """One table, append-only."""

    dependencies = [
        ("councils", "0017_how_soon_the_public_is_answered"),
        ("moderation", "0029_rulings_of_one_act"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reached", models.BooleanField(help_text="Whether the author was told; else nobody could.")),
                (
                    "how",
                    models.TextField(
                        blank=True, help_text="Where these words stand, or why the author cannot be told."
                    ),
                ),
                ("told_on", models.DateField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.membership"
                    ),
                ),
                (
                    "ruling",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="author_told",
                        to="moderation.ruling",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("how", ""), _negated=True), ("erased_at__isnull", True)),
                            models.Q(("erased_at__isnull", False), ("how", "")),
                            _connector="OR",
                        ),
                        name="an_author_told_says_how",
                    )
                ],
            },
        ),
        append_only("moderation_authortold", erasable=("how",)),
    ]
