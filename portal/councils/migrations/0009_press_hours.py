"""Hours within which the press is told that the council has its request."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0008_calendar_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='press_hours',
            field=models.PositiveSmallIntegerField(db_default=24, default=24, help_text="Hours, on the council's working days, within which the press is told that it was heard."),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.CheckConstraint(condition=models.Q(('press_hours__gte', 1), ('press_hours__lte', 120)), name='press_hours_are_1_to_120'),
        ),
    ]
