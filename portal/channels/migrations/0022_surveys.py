"""Surveys: how each stands, and the replies to it, which nobody changes; when their time is over they are emptied."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0020_magazine_issues'),
        ('councils', '0015_wards_of_members'),
        ('drafts', '0010_items_named_with_their_council'),
    ]

    operations = [
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closed_at', models.DateTimeField(blank=True, help_text='When it was closed before its time.', null=True)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('communication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='survey', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='councils.council')),
                ('results', models.OneToOneField(blank=True, help_text='The item that tells what was answered.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.communication')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='survey_closed_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SurveyReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(help_text='Told to whoever sent it, so that they can name it.', max_length=12)),
                ('token_sha256', models.CharField(blank=True, help_text='Of the form that was sent, which is sent once; empty for paper.', max_length=64)),
                ('sheet', models.PositiveIntegerField(blank=True, help_text='The number on the paper.', null=True)),
                ('arrived_on', models.DateField(blank=True, help_text='When the paper came back.', null=True)),
                ('stored', models.TextField(help_text='The canonical JSON of the answers that sha256 is taken of.')),
                ('sha256', models.CharField(max_length=64)),
                ('kept_until', models.DateField(blank=True, help_text='The last day on which it is kept, as was promised on the form.', null=True)),
                ('reason', models.CharField(blank=True, help_text='Why the earlier entry was wrong.', max_length=300)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='channels.surveyreply')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='survey_replies', to='councils.council')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('revision', models.ForeignKey(help_text='The text whose questions were answered.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.revision')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='channels.survey')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['kept_until'], name='survey_replies_to_erase'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('council', 'reference'), name='survey_reference_once'),
                    models.UniqueConstraint(condition=models.Q(('token_sha256', ''), _negated=True), fields=('survey', 'token_sha256'), name='survey_form_sent_once'),
                    models.UniqueConstraint(condition=models.Q(('corrects__isnull', True), ('sheet__isnull', False)), fields=('survey', 'sheet'), name='survey_sheet_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('token_sha256', ''), _negated=True), ('arrived_on__isnull', True), ('corrects__isnull', True), ('entered_by__isnull', True), ('sheet__isnull', True)), models.Q(('arrived_on__isnull', False), ('entered_by__isnull', False), ('sheet__gte', 1), ('token_sha256', '')), _connector='OR'), name='survey_reply_online_or_paper'),
                    models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('reason', '')), models.Q(('corrects__isnull', False), models.Q(models.Q(('reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR')), _connector='OR'), name='survey_correction_says_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), models.Q(('stored', ''), _negated=True)), models.Q(('erased_at__isnull', False), ('stored', '')), _connector='OR'), name='survey_reply_or_erasure'),
                    models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='survey_reply_hash_form'),
                ],
            },
        ),
        append_only("channels_surveyreply", erasable=("stored", "reason")),
    ]
