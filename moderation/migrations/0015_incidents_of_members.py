"""What members keep of what was done to them, and the one reply of the council: two new tables, empty at first."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('drafts', '0013_revision_by_recording'),
        ('moderation', '0014_complaints'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField()),
                ('place', models.CharField(blank=True, max_length=200)),
                ('link', models.CharField(blank=True, max_length=500)),
                ('who', models.CharField(blank=True, help_text='By the name that they use there.', max_length=200)),
                ('words', models.TextField(blank=True, help_text='What was said, as it was said.')),
                ('effect', models.TextField(blank=True)),
                ('file', models.FileField(blank=True, help_text='Never in public.', upload_to='incidents/%Y/%m/')),
                ('file_sha256', models.CharField(blank=True, max_length=64)),
                ('sha256', models.CharField(help_text='Of all that was kept, as it was kept.', max_length=64)),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('shared_at', models.DateTimeField(blank=True, help_text='Since when the clerk reads it.', null=True)),
                ('reply_asked_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.comment')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='councils.council')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='councils.membership')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['member', '-happened_at'], name='incidents_of_member'),
                    models.Index(condition=models.Q(('shared_at__isnull', False)), fields=['council'], name='incidents_shared'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), models.Q(('file', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='an_incident_has_words_or_a_file'),
                    models.CheckConstraint(condition=models.Q(('reply_asked_at__isnull', True), ('shared_at__isnull', False), _connector='OR'), name='who_asks_for_a_reply_shares'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OneReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread', models.CharField(help_text='The same for all that is one thread.', max_length=80)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('communication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='one_reply', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='one_replies', to='councils.council')),
                ('incident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reply', to='moderation.incident')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['council', 'thread'], name='one_replies_in_thread'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('thread', ''), _negated=True), name='a_reply_has_its_thread'),
                ],
            },
        ),
    ]
