"""A withdrawal may take the headline away too: which issues that was said of. Old code that knows no such column goes on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0005_what_waits_is_looked_at_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="headline_taken",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="It was withdrawn with its headline, which no reader sees any more.",
            ),
        ),
    ]
