"""What lies elsewhere may name a channel together with its council, so that the database keeps both the same."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0015_how_people_are_told'),
        ('councils', '0014_permissions_are_of_one_council'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.UniqueConstraint(fields=('id', 'council'), name='channel_with_its_council'),
        ),
    ]
