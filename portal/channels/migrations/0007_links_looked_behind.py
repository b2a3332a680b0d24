"""Rows for what a worker saw behind the web addresses of texts; taken back, they are looked at again."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0006_headline_taken_away'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkProbe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(help_text='Of the address: it may be longer than an index takes.', max_length=64, unique=True)),
                ('address', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'Nobody has looked yet'), ('works', 'Works'), ('broken', 'Nothing is there'), ('unknown', 'Cannot be told')], default='waiting', max_length=10)),
                ('status', models.PositiveSmallIntegerField(default=0, help_text='The HTTP status; 0: nobody answered.')),
                ('led_to', models.TextField(blank=True, help_text='The address after every redirect.')),
                ('title', models.CharField(blank=True, max_length=300)),
                ('tries', models.PositiveSmallIntegerField(default=0, help_text='In a row without a sure answer.')),
                ('wanted_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When an open text was last seen to give it.')),
                ('probed_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['due_at'], name='links_to_look_at'), models.Index(fields=['wanted_at'], name='links_by_when_wanted')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'works', 'broken', 'unknown'])), name='link_state_known'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('probed_at__isnull', False), _connector='OR'), name='what_is_known_was_looked_at')],
            },
        ),
    ]
