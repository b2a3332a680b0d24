"""How far it is read who mentions the council on its accounts and who writes to it: a new table, empty at first."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0037_notices_to_whoever_complained'),
        ('moderation', '0015_incidents_of_members'),
    ]

    operations = [
        migrations.CreateModel(
            name='Listening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strand', models.CharField(choices=[('mentions', 'Mentions'), ('messages', 'Messages to the council alone')], max_length=10)),
                ('since', models.CharField(blank=True, help_text="The network's own name of the newest.", max_length=1000)),
                ('newest', models.CharField(blank=True, help_text='What since becomes when the run is over.', max_length=1000)),
                ('place', models.CharField(blank=True, help_text='Where the run goes on; none: a new one.', max_length=1000)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When it was first to be read.')),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, help_text='Why it could not be read, in words.', max_length=500)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listenings', to='channels.channel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('channel', 'strand'), name='a_strand_is_read_once')],
            },
        ),
    ]
