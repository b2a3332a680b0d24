"""How many follow a channel is kept by the day, and stands in its yearly review: columns and a table, empty at first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0035_credentials_ended_at_networks'),
    ]

    operations = [
        migrations.AddField(
            model_name='channelreview',
            name='counted',
            field=models.BooleanField(db_default=False, default=False, help_text='Replies and waiting are counted by the portal.'),
        ),
        migrations.AddField(
            model_name='channelreview',
            name='followers_before',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channelreview',
            name='followers_before_on',
            field=models.DateField(blank=True, help_text='The first time in these days.', null=True),
        ),
        migrations.AddField(
            model_name='channelreview',
            name='followers_on',
            field=models.DateField(blank=True, help_text='When the network itself said so.', null=True),
        ),
        migrations.CreateModel(
            name='FollowerReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_on', models.DateField()),
                ('followers', models.PositiveIntegerField()),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follower_readings', to='channels.channel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('channel', 'read_on'), name='followers_read_once_a_day')],
            },
        ),
    ]
