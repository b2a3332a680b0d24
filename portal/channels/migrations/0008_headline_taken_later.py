"""A headline may be taken away after the withdrawal too: a further word for commands. It changes nothing in the tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0007_links_looked_behind"),
    ]

    operations = [
        migrations.AlterField(
            model_name="command",
            name="verb",
            field=models.CharField(
                choices=[
                    ("retract", "Withdraw in public"),
                    ("take_down", "Take down as scheduled"),
                    ("retitle", "Take the headline away"),
                ],
                max_length=12,
            ),
        ),
    ]
