"""What still waits of an issue is judged again: when that was last done, and in which circumstances."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0004_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="looked_at",
            field=models.DateTimeField(
                blank=True, help_text="When what still waits of it was last judged again.", null=True
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="looked_at_version",
            field=models.PositiveBigIntegerField(
                blank=True, help_text="The version of the circumstances in which that was.", null=True
            ),
        ),
    ]
