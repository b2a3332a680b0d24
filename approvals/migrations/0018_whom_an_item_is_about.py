"""Where it was said whom an item is about: of the enquiry of the press that it answers.

The way back forgets that and keeps the word.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("approvals", "0017_who_else_had_a_letter"),
    ]

    operations = [
        migrations.AddField(
            model_name="concern",
            name="of_enquiry",
            field=models.ForeignKey(
                blank=True,
                help_text="What the press asks about them, which the item answers: it was said of that.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="approvals.enquiry",
            ),
        ),
    ]
