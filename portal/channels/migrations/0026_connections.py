"""How channels are connected to their networks. A new table: nothing waits for it, nothing is moved."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0025_how_fast_hosts_may_be_asked'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
    ]

    operations = [
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public', models.JSONField(default=dict, help_text='What was entered and is no secret.')),
                ('sealed', models.TextField(blank=True)),
                ('session', models.TextField(blank=True)),
                ('account', models.CharField(blank=True, help_text='As the network calls it.', max_length=200)),
                ('scopes', models.JSONField(default=list, help_text='What the network lets these credentials do, in its words.')),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, help_text='When the network last took them.', null=True)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('problem_at', models.DateTimeField(blank=True, null=True)),
                ('connected_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, help_text='Revoked, or replaced.', null=True)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='connections', to='channels.channel')),
                ('connected_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('channel',), name='one_connection_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('sealed', ''), ('session', '')), models.Q(models.Q(('ended_at__isnull', False), _negated=True), models.Q(('sealed', ''), _negated=True)), _connector='OR'), name='credentials_while_connected'), models.CheckConstraint(condition=models.Q(models.Q(('problem', ''), ('problem_at__isnull', True)), models.Q(models.Q(('problem', ''), _negated=True), ('problem_at__isnull', False)), _connector='OR'), name='a_problem_has_its_time')],
            },
        ),
    ]
