"""By when a council publishes the minutes of its meetings: within a month, unless it says otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0017_how_soon_the_public_is_answered'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='minutes_within',
            field=models.CharField(choices=[('month', 'Within a month of the meeting, as the transparency code has it'), ('fortnight', 'Within 14 days of the meeting'), ('untimed', 'The council has set no time')], db_default='month', default='month', help_text='By when the minutes of a meeting are to be published (SI 2015/494).', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.CheckConstraint(condition=models.Q(('minutes_within__in', ['month', 'fortnight', 'untimed'])), name='minutes_within_known'),
        ),
    ]
