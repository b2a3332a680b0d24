"""Rulings are carried out on networks by a worker: what is asked, how often it was tried, what it comes to there."""

from django.db import migrations, models
from django.db.models import Q


def by_hand_as_before(apps, schema_editor):
    """What waits for somebody's hands waits for them still."""
    rows = apps.get_model("moderation", "Enforcement").objects.using(schema_editor.connection.alias)
    rows.filter(by_hand=True, done_at__isnull=True).update(state="by_hand")


class Migration(migrations.Migration):

    dependencies = [
        ("moderation", "0005_reading_networks"),
    ]

    operations = [
        migrations.AddField(
            model_name="enforcement",
            name="state",
            field=models.CharField(choices=[("waiting", "Waits for its turn on the network"), ("asking", "Being carried out"), ("by_hand", "To be done by hand"), ("done", "Carried out"), ("dropped", "Overruled before it was carried out")], default="done", max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="enforcement",
            name="act",
            field=models.CharField(blank=True, choices=[("hide", "Hide it"), ("unhide", "Show it again"), ("delete", "Delete it")], default="", help_text="What the network is asked.", max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="enforcement",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="due_at",
            field=models.DateTimeField(blank=True, help_text="When it is tried next; while it is, until when its worker has it.", null=True),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="told",
            field=models.CharField(blank=True, default="", help_text="What it really comes to there.", max_length=500),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="enforcement",
            name="problem",
            field=models.CharField(blank=True, default="", help_text="Why it could not be done there.", max_length=500),
            preserve_default=False,
        ),
        migrations.RunPython(by_hand_as_before, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="enforcement",
            constraint=models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | Q(state="by_hand", by_hand=True, done_at__isnull=True)
                | Q(state="dropped", done_at__isnull=True)
                | Q(state__in=["waiting", "asking"], by_hand=False, done_at__isnull=True, due_at__isnull=False)
                & ~Q(act=""),
                name="how_a_ruling_is_carried_out_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="enforcement",
            index=models.Index(
                fields=["due_at"], condition=Q(state__in=["waiting", "asking"]), name="to_enforce_there"
            ),
        ),
    ]
