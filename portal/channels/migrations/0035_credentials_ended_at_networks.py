"""Credentials that are used no more wait here until their network was asked to end them: a table, empty at first."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0034_announcements'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
    ]

    operations = [
        migrations.CreateModel(
            name='Revocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.TextField(blank=True)),
                ('session', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'To be ended at the network'), ('asking', 'The network is being asked'), ('by_hand', 'To be ended by hand'), ('done', 'Ended at the network')], default='waiting', max_length=8)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('left', models.CharField(blank=True, max_length=500)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('proof', models.CharField(blank=True, max_length=500)),
                ('connection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='revocation', to='channels.connection')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'asking'])), fields=['due_at'], name='revocations_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'asking', 'by_hand', 'done'])), name='revocation_state_known'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'asking']), models.Q(('sealed', ''), ('session', '')), _connector='OR'), name='credentials_until_the_network_was_asked'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'by_hand'), _negated=True), models.Q(('left', ''), _negated=True), _connector='OR'), name='what_is_left_to_hand_is_said')],
            },
        ),
    ]
