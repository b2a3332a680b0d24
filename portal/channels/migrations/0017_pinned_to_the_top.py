"""Items that stand at the top of the newsroom until somebody takes them from there. A new table: nothing waits."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0016_channels_named_with_their_council"),
        ("councils", "0015_wards_of_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pin",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("pinned_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pins", to="councils.council"
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pin", to="channels.newsitem"
                    ),
                ),
                (
                    "pinned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("council", "place"), name="one_pin_in_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), ("place__lte", 3)), name="three_pins_at_most"
                    ),
                ],
            },
        ),
    ]
