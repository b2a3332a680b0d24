"""Channels that asked for it are told of rulings on comments: a table, empty at first, and a column that says no."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0033_what_an_item_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='particulars',
            name='hears_rulings',
            field=models.BooleanField(db_default=False, default=False, help_text='It is told of rulings on comments, where it can be.'),
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('pending', 'Waiting'), ('sending', 'Being sent'), ('handed', 'With somebody, not proved yet'), ('sent', 'Sent'), ('unknown', 'Unclear whether it arrived'), ('failed', 'Failed'), ('held', 'Held'), ('cancelled', 'Cancelled'), ('retracted', 'Withdrawn')], default='pending', max_length=10)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Not before this moment.')),
                ('attempt', models.PositiveIntegerField(default=0)),
                ('tries', models.PositiveIntegerField(default=0, help_text='Attempts since a person last ordered one.')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, help_text='Why it waits, failed or is unclear.', max_length=500)),
                ('event', models.CharField(max_length=20)),
                ('object_type', models.CharField(max_length=20)),
                ('object_id', models.BigIntegerField()),
                ('number', models.BigIntegerField()),
                ('facts', models.JSONField(help_text='What is told: numbers, words of the council, nothing about persons.')),
                ('sent_sha256', models.CharField(blank=True, max_length=64)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='channels.channel')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['pending', 'sending'])), fields=['state', 'due_at'], name='announcement_due'), models.Index(condition=models.Q(('state', 'failed')), fields=['channel'], name='announcements_failed')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'object_type', 'object_id', 'event', 'number'), name='announced_once_per_channel'), models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'sending', 'handed', 'sent', 'unknown', 'failed', 'held', 'cancelled', 'retracted'])), name='announcement_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), ('claimed_at__isnull', False), _connector='OR'), name='announcement_sending_is_claimed')],
            },
        ),
    ]
