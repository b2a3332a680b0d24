"""Below which age a guardian answers for a child in a picture: each council has its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0005_party_and_businesses_of_members'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='child_age',
            field=models.PositiveSmallIntegerField(db_default=18, default=18, help_text='Below this age a parent or guardian answers for a child in a picture: councils differ.'),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.CheckConstraint(condition=models.Q(('child_age__gte', 13), ('child_age__lte', 18)), name='children_are_below_13_to_18'),
        ),
    ]
