"""How fast each network lets itself be asked. A new table of no record: nothing waits for it, nothing is moved."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0024_numbered_survey_forms'),
    ]

    operations = [
        migrations.CreateModel(
            name='HostPace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(help_text='With its port where that is not the usual one.', max_length=270)),
                ('account', models.CharField(blank=True, max_length=60)),
                ('rests_until', models.DateTimeField(blank=True, null=True)),
                ('faults', models.PositiveSmallIntegerField(default=0, help_text='In a row.')),
                ('remaining', models.PositiveIntegerField(blank=True, help_text='Requests until it counts anew.', null=True)),
                ('counts_anew_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('host', 'account'), name='one_pace_per_host_and_account'), models.CheckConstraint(condition=models.Q(models.Q(('counts_anew_at__isnull', True), ('remaining__isnull', True)), models.Q(('counts_anew_at__isnull', False), ('remaining__isnull', False)), _connector='OR'), name='what_remains_remains_until')],
            },
        ),
    ]
