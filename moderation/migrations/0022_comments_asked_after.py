"""Networks are asked whether mentions and messages stand there still: those of the last weeks from the next round on."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone


def ask_after_the_last(apps, schema_editor):
    """Have the networks asked after what came as a mention or a message in the last thirty days."""
    now, rows = timezone.now(), apps.get_model("moderation", "Comment").objects
    rows = rows.using(schema_editor.connection.alias).filter(
        channel__isnull=False, way__in=["network", "message"], received_at__gt=now - timedelta(days=30)
    )
    alone = models.Q(publication__isnull=True) | models.Q(way="message")
    rows.filter(alone, gone_at__isnull=True, erased_at__isnull=True).update(ask_after_at=now)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0021_minutes_of_meetings_on_complaints")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="ask_after_at",
            field=models.DateTimeField(
                blank=True, help_text="When its network is asked next whether it stands there still.", null=True
            ),
        ),
        migrations.RunPython(ask_after_the_last, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("ask_after_at__isnull", False)),
                fields=["channel", "ask_after_at"],
                name="comments_to_ask_after",
            ),
        ),
    ]
