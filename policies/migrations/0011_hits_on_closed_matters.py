"""Places of an hour for words that met a closed matter; whether such checks rested when a question was asked."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_invited_until_accepted"),
        ("policies", "0010_a_block_may_be_waived"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="checks_rested",
            field=models.BooleanField(
                default=False,
                db_default=False,
                help_text="Checks for closed matters rested for the asker: what they found is for who decides.",
            ),
        ),
        migrations.CreateModel(
            name="ClosedHit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hour", models.DateTimeField(help_text="When the hour began.")),
                ("place", models.PositiveSmallIntegerField()),
                ("key", models.CharField(max_length=64)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closed_hits",
                        to="councils.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "hour", "place"), name="closed_hit_has_its_place"
                    ),
                    models.UniqueConstraint(fields=("member", "hour", "key"), name="closed_hit_once_an_hour"),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), ("place__lte", 5)),
                        name="closed_hits_keep_within_the_limit",
                    ),
                ],
            },
        ),
    ]
