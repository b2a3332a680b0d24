"""When the publicity checklist is required, and whether members read the account of publicity."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0010_authors_name_reviewers'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='publicity_checklist',
            field=models.CharField(choices=[('every', 'For every approval'), ('publicity', 'For publicity: everything but letters'), ('offered', 'Offered, never required')], db_default='offered', default='offered', help_text='Local Government Act 1986, s.4(1): regard to the code in each decision on publicity.', max_length=10),
        ),
        migrations.AddField(
            model_name='council',
            name='publicity_account_shared',
            field=models.BooleanField(db_default=False, default=False, help_text='Members of the council read the account of what publicity cost (Local Government Act 1986, s.5).'),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.CheckConstraint(condition=models.Q(('publicity_checklist__in', ['every', 'publicity', 'offered'])), name='publicity_checklist_known'),
        ),
    ]
