"""Which items name a matter in which a member declared an interest, and which words were read for that.

Both tables are derived and empty: the worker's sweep fills them, and dropping them loses nothing.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafts", "0010_items_named_with_their_council"),
        ("policies", "0016_accounts_of_members_own"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "communication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="drafts.communication",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="policies.matter",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("communication", "matter"), name="mention_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MentionsRead",
            fields=[
                (
                    "communication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mentions_read",
                        serialize=False,
                        to="drafts.communication",
                    ),
                ),
                (
                    "sought",
                    models.CharField(
                        help_text="A hash of the matters and names that were sought.", max_length=64
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="drafts.revision"
                    ),
                ),
            ],
            options={"verbose_name_plural": "mentions read"},
        ),
    ]
