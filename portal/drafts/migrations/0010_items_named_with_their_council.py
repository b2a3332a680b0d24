"""What lies elsewhere may name an item together with its council, so that the database keeps both the same."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0014_permissions_are_of_one_council'),
        ('drafts', '0009_costs'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='communication',
            constraint=models.UniqueConstraint(fields=('id', 'council'), name='item_with_its_council'),
        ),
    ]
