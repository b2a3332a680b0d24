"""Notices: who is to be told of what by mail, a row a person. A new table; nothing else is touched."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0003_tries'),
        ('councils', '0002_offices_and_bodies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('pending', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('unknown', 'Unclear whether it arrived'), ('failed', 'Failed'), ('held', 'Held'), ('cancelled', 'Cancelled'), ('retracted', 'Withdrawn')], default='pending', max_length=10)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Not before this moment.')),
                ('attempt', models.PositiveIntegerField(default=0)),
                ('tries', models.PositiveIntegerField(default=0, help_text='Attempts since a person last ordered one.')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, help_text='Why it waits, failed or is unclear.', max_length=500)),
                ('what', models.CharField(help_text='A word of portal.channels.notices.vocabulary.', max_length=30)),
                ('object_type', models.CharField(max_length=30)),
                ('object_id', models.PositiveBigIntegerField()),
                ('occasion', models.PositiveIntegerField(default=0, help_text='Tells apart what may be told again on purpose, such as invitations.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='councils.council')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='councils.membership')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['pending', 'sending'])), fields=['state', 'due_at'], name='notice_due'), models.Index(fields=['council', '-created_at'], name='notices_of_council')],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'what', 'object_type', 'object_id', 'occasion'), name='told_once'), models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'sending', 'sent', 'unknown', 'failed', 'held', 'cancelled', 'retracted'])), name='notice_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), ('claimed_at__isnull', False), _connector='OR'), name='notice_sending_is_claimed')],
            },
        ),
    ]
