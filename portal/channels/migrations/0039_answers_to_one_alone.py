"""An answer may go to whoever wrote to the council's account alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0038_what_waits_and_what_is_shown")]

    operations = [
        migrations.AddField(
            model_name="answerto",
            name="private",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whoever wrote to the account alone gets it, and nobody else.",
            ),
        ),
    ]
