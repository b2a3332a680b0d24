"""What people carry by hand: places, jobs and proofs; a state of the outbox for what lies with a person.

New tables; of the old ones the lists of known states grow, which no row stands against on the way on.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0017_pinned_to_the_top'),
        ('councils', '0015_wards_of_members'),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(blank=True, choices=[('a3', 'A3'), ('a4', 'A4'), ('a5', 'A5')], max_length=2)),
                ('pdf', models.FileField(blank=True, upload_to='sheets/%Y/%m/')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(help_text='By when it is to be up, read out or round.')),
                ('down_due_at', models.DateTimeField(blank=True, help_text='By when it is to be down again.', null=True)),
                ('told', models.CharField(blank=True, max_length=10)),
                ('down_told_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(blank=True, help_text='Where it stands.', max_length=300)),
                ('sheet', models.CharField(choices=[('a3', 'A3'), ('a4', 'A4'), ('a5', 'A5')], default='a4', max_length=2)),
                ('capacity', models.PositiveSmallIntegerField(blank=True, help_text='Sheets that it holds; empty where nobody counted.', null=True)),
                ('key_with', models.CharField(blank=True, help_text='Who has the key.', max_length=150)),
                ('days', models.PositiveSmallIntegerField(default=2, help_text='Days in which a job is to be done.')),
            ],
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('done', 'Done'), ('down', 'Taken down'), ('never', 'Never put up')], max_length=5)),
                ('on', models.DateField(help_text='The day on which it was done.')),
                ('photo', models.FileField(blank=True, upload_to='proofs/%Y/%m/')),
                ('photo_sha256', models.CharField(blank=True, max_length=64)),
                ('word', models.CharField(blank=True, help_text='Who saw it, in words.', max_length=300)),
                ('minute', models.CharField(blank=True, max_length=100)),
                ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='command',
            name='command_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='dispatch',
            name='dispatch_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_state_known',
        ),
        migrations.AlterField(
            model_name='command',
            name='state',
            field=models.CharField(choices=[('pending', 'Waiting'), ('sending', 'Being sent'), ('handed', 'With somebody, not proved yet'), ('sent', 'Sent'), ('unknown', 'Unclear whether it arrived'), ('failed', 'Failed'), ('held', 'Held'), ('cancelled', 'Cancelled'), ('retracted', 'Withdrawn')], default='pending', max_length=10),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('pending', 'Waiting'), ('sending', 'Being sent'), ('handed', 'With somebody, not proved yet'), ('sent', 'Sent'), ('unknown', 'Unclear whether it arrived'), ('failed', 'Failed'), ('held', 'Held'), ('cancelled', 'Cancelled'), ('retracted', 'Withdrawn')], default='pending', max_length=10),
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='state',
            field=models.CharField(choices=[('pending', 'Waiting'), ('sending', 'Being sent'), ('handed', 'With somebody, not proved yet'), ('sent', 'Sent'), ('unknown', 'Unclear whether it arrived'), ('failed', 'Failed'), ('held', 'Held'), ('cancelled', 'Cancelled'), ('retracted', 'Withdrawn')], default='pending', max_length=10),
        ),
        migrations.AlterField(
            model_name='notice',
            name='state',
            field=models.CharField(choices=[('pending', 'Waiting'), ('sending', 'Being sent'), ('handed', 'With somebody, not proved yet'), ('sent', 'Sent'), ('unknown', 'Unclear whether it arrived'), ('failed', 'Failed'), ('held', 'Held'), ('cancelled', 'Cancelled'), ('retracted', 'Withdrawn')], default='pending', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='command',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'sending', 'handed', 'sent', 'unknown', 'failed', 'held', 'cancelled', 'retracted'])), name='command_state_known'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'sending', 'handed', 'sent', 'unknown', 'failed', 'held', 'cancelled', 'retracted'])), name='delivery_state_known'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'sending', 'handed', 'sent', 'unknown', 'failed', 'held', 'cancelled', 'retracted'])), name='dispatch_state_known'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'sending', 'handed', 'sent', 'unknown', 'failed', 'held', 'cancelled', 'retracted'])), name='notice_state_known'),
        ),
        migrations.AddField(
            model_name='job',
            name='assignee',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs_to_do', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='job',
            name='council',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='councils.council'),
        ),
        migrations.AddField(
            model_name='job',
            name='delivery',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='job', to='channels.delivery'),
        ),
        migrations.AddField(
            model_name='job',
            name='taker',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs_to_undo', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='place',
            name='channel',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='place', to='channels.channel'),
        ),
        migrations.AddField(
            model_name='place',
            name='keeper',
            field=models.ForeignKey(blank=True, help_text='Who gets its jobs.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='proof',
            name='by',
            field=models.ForeignKey(help_text='Who did it.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='proof',
            name='job',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='channels.job'),
        ),
        migrations.AddField(
            model_name='proof',
            name='noted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['council', 'due_at'], name='jobs_open'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['council', '-made_at'], name='jobs_of_council'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('sheet__in', ['a3', 'a4', 'a5'])), name='place_sheet_known'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 60)), name='place_days_in_reason'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__isnull', True), ('capacity__gte', 1), _connector='OR'), name='place_holds_something'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.UniqueConstraint(fields=('job', 'step'), name='proved_once'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['done', 'down', 'never'])), name='proof_step_known'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('photo_sha256', ''), _negated=True), models.Q(('word', ''), _negated=True), models.Q(('minute', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_proof_shows_or_says_something'),
        ),
        # Taken back, nobody knows any more with whom a thing lies: somebody says whether it was done.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            [
                f"UPDATE channels_{table} SET state = 'unknown' WHERE state = 'handed'"
                for table in ("delivery", "command")
            ],
        ),
    ]
