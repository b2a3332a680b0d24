"""A ruling names the first of its act, which may be on words nearly the same. Only the help text changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing changes in the database."""

    dependencies = [("moderation", "0028_rulings_name_their_document")]

    operations = [
        migrations.AlterField(
            model_name="ruling",
            name="together_with",
            field=models.ForeignKey(
                blank=True,
                help_text="The first ruling of the same act, on the same words or on words nearly the same.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alike",
                to="moderation.ruling",
            ),
        ),
    ]
