"""Words of an imported document that stand in no clause are kept beside the draft made from it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0004_adopted_stays")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="set_aside",
            # The database fills it in for a release that does not know the column yet.
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Words of an imported document that are in no clause, and why.",
            ),
        ),
    ]
