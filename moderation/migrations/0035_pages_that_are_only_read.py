"""Comments on networks on which the portal publishes nothing know which page they stand under."""

from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("moderation", "0034_what_networks_are_asked_about_authors")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="page",
            field=models.CharField(
                blank=True,
                db_default=Value(""),
                default="",
                help_text="What its network calls the page that it stands under, where nothing of the portal's does.",
                max_length=300,
            ),
        ),
    ]
