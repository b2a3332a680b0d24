"""Notices to one person go out in one mail: which, so that a repeat is known as one. Old code that knows no such column goes on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0008_headline_taken_later"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="together",
            field=models.UUIDField(
                blank=True,
                help_text="The mail that it goes out in beside others, from their first attempt on.",
                null=True,
            ),
        ),
    ]
