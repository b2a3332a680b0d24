"""The numbers that were printed on the paper forms of a survey."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0023_streets_of_rounds'),
    ]

    operations = [
        migrations.AddField(
            model_name='survey',
            name='numbered',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='The highest number that was printed on a paper form.'),
        ),
    ]
