"""A permission says for what it is, beyond drafting a kind, and why it ended; its columns may be empty at first."""

import django.db.models.deletion
from django.db import migrations, models

SCOPES = [
    ("draft_kind", "Draft a kind of communication"),
    ("speak", "Speak for the council"),
    ("post", "Post on a channel"),
    ("manage", "Manage an account"),
    ("share", "Share a document outside the council"),
    ("quote_position", "Quote an agreed position"),
]


def key(help_text: str) -> models.BigIntegerField:
    return models.BigIntegerField(blank=True, null=True, help_text=help_text)


def words(longest: int, help_text: str) -> models.CharField:
    return models.CharField(blank=True, max_length=longest, default="", db_default="", help_text=help_text)


class Migration(migrations.Migration):
    dependencies = [("councils", "0011_publicity_code")]

    operations = [
        migrations.AddField(
            "council",
            "asks_permission",
            models.BooleanField(
                default=False,
                db_default=False,
                help_text=(
                    "Members need the clerk's permission for something: a copy, so that texts of others cost nothing."
                ),
            ),
        ),
        migrations.AddField(
            "permission",
            "council",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="permissions",
                to="councils.council",
            ),
        ),
        migrations.AddField("permission", "channel_id", key("On which channel or account.")),
        migrations.AddField("permission", "matter_id", key("About which matter; empty: any.")),
        migrations.AddField("permission", "position_id", key("Which position; empty: any.")),
        migrations.AddField("permission", "communication_id", key("Which item may be shared.")),
        migrations.AddField("permission", "document", words(200, "What may be shared, if it is no item.")),
        migrations.AddField("permission", "shared_with", words(150, "Somebody outside the council.")),
        migrations.AddField(
            "permission",
            "ended_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.membership",
            ),
        ),
        migrations.AddField(
            "permission", "ended_because", models.TextField(blank=True, default="", db_default="")
        ),
        migrations.AddField("permission", "erased_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "permission", "scope", models.CharField(choices=SCOPES, max_length=20)
        ),
        migrations.AlterField(
            "permission",
            "subject",
            models.CharField(
                blank=True, max_length=40, help_text="For a kind: its name, such as press_release."
            ),
        ),
    ]
