"""How soon a council answers what the public says is set by it, or left to its policy."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='answers_within',
            field=models.CharField(choices=[('policy', 'As the policy in force says, else by the end of the next working day'), ('day', 'Within 24 hours'), ('working_day', 'By the end of the next working day')], db_default='policy', default='policy', help_text='By when what the public says is to be answered.', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.CheckConstraint(condition=models.Q(('answers_within__in', ['policy', 'day', 'working_day'])), name='answers_within_known'),
        ),
    ]
