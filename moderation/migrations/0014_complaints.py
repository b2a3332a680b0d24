"""Complaints, what was said in them, and the published procedure: three new tables, empty at first."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0037_notices_to_whoever_complained'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('drafts', '0013_revision_by_recording'),
        ('moderation', '0013_conduct'),
    ]

    operations = [
        migrations.CreateModel(
            name='ComplaintProcedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('acknowledge_days', models.PositiveSmallIntegerField(default=5)),
                ('answer_days', models.PositiveSmallIntegerField(default=10)),
                ('review_days', models.PositiveSmallIntegerField(default=20)),
                ('review_within', models.PositiveSmallIntegerField(default=28)),
                ('words', models.TextField(blank=True, help_text='What the council adds, such as how its office is reached.')),
                ('further', models.TextField(blank=True, help_text='To whom somebody may turn next.')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaint_procedures', to='councils.council')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('council', 'number'), name='complaint_procedure_number_once'),
                    models.CheckConstraint(condition=models.Q(('acknowledge_days__range', (1, 20)), ('answer_days__range', (1, 60)), ('review_days__range', (1, 60)), ('review_within__range', (7, 365))), name='complaint_procedure_times_are_sensible'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(help_text='Told to whoever complained.', max_length=12)),
                ('kind', models.CharField(choices=[('communication', 'Something that the council published, said or did not answer'), ('moderation', 'How the council treats comments'), ('data', 'How the council handles my personal data'), ('clerk', 'The clerk')], max_length=14)),
                ('way', models.CharField(choices=[('web', 'By the form on this site'), ('email', 'By email'), ('paper', 'On paper'), ('phone', 'By telephone'), ('person', 'In person'), ('comment', 'In a comment')], max_length=8)),
                ('mark', models.CharField(blank=True, help_text="Hash of the form's own mark.", max_length=64)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('name', models.CharField(blank=True, max_length=150)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('contact', models.CharField(blank=True, help_text='Where else they are reached.', max_length=600)),
                ('about', models.CharField(blank=True, help_text="What of the council's it is about.", max_length=300)),
                ('evidence_sha256', models.CharField(blank=True, help_text='Of the text complained about, as it was when it was connected.', max_length=64)),
                ('state', models.CharField(choices=[('received', 'Received'), ('acknowledged', 'Acknowledged'), ('looking', 'Being looked at'), ('asked', 'A question waits for an answer'), ('answered', 'Answered'), ('review', 'Under review'), ('reviewed', 'Answered after a review'), ('withdrawn', 'Withdrawn'), ('closed', 'Closed')], default='received', max_length=12)),
                ('version', models.PositiveIntegerField(default=1, help_text='Counts every act; who acts says which they saw.')),
                ('key_number', models.PositiveIntegerField(default=1, help_text='Of the key to its page: raised where others deal with it from then on.')),
                ('acknowledge_by', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('answer_by', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('partly', 'Upheld in part'), ('not', 'Not upheld'), ('elsewhere', 'To be dealt with elsewhere, such as an appeal against a ruling')], max_length=10)),
                ('minute', models.CharField(blank=True, help_text='Of the committee or council that decided.', max_length=80)),
                ('review_until', models.DateTimeField(blank=True, help_text='Until when a review may be asked for.', null=True)),
                ('review_asked_at', models.DateTimeField(blank=True, null=True)),
                ('review_by', models.DateTimeField(blank=True, null=True)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('review_outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('partly', 'Upheld in part'), ('not', 'Not upheld'), ('elsewhere', 'To be dealt with elsewhere, such as an appeal against a ruling')], max_length=10)),
                ('review_minute', models.CharField(blank=True, max_length=80)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='moderation.comment')),
                ('communication', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='councils.council')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('referral', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaint', to='moderation.referral')),
                ('remedy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.communication')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('procedure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.complaintprocedure')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['council', 'answer_by'], name='complaints_open'),
                    models.Index(fields=['council', '-received_at'], name='complaints_of_council'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('council', 'reference'), name='complaint_reference_once'),
                    models.UniqueConstraint(condition=models.Q(('mark', ''), _negated=True), fields=('mark',), name='complaint_form_sent_once'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['received', 'acknowledged', 'looking', 'asked', 'answered', 'review', 'reviewed', 'withdrawn', 'closed'])), name='complaint_state_known'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['communication', 'moderation', 'data', 'clerk'])), name='complaint_kind_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ('reviewed', 'withdrawn', 'closed'))), models.Q(('closed_at__isnull', True), models.Q(('state__in', ('reviewed', 'withdrawn', 'closed')), _negated=True)), _connector='OR'), name='a_complaint_that_is_over_says_since_when'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('outcome', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='an_answered_complaint_says_how'),
                    models.CheckConstraint(condition=models.Q(models.Q(('review_outcome', ''), ('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('review_outcome', ''), _negated=True)), _connector='OR'), name='a_reviewed_complaint_says_how'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'clerk'), _negated=True), models.Q(models.Q(('answered_at__isnull', True), models.Q(('minute', ''), _negated=True), _connector='OR'), models.Q(('reviewed_at__isnull', True), models.Q(('review_minute', ''), _negated=True), _connector='OR')), _connector='OR'), name='a_complaint_about_the_clerk_is_decided_by_minute'),
                    models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('reviewed_by', models.F('answered_by')), _negated=True), models.Q(('review_minute', ''), _negated=True), _connector='OR'), name='nobody_reviews_their_own_answer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ComplaintStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=14)),
                ('words', models.TextField(blank=True)),
                ('sha256', models.CharField(blank=True, help_text='Of the words; it is in the record too.', max_length=64)),
                ('inside', models.BooleanField(default=False, help_text='Not for whoever complained.')),
                ('late', models.BooleanField(default=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, help_text='Nobody where whoever complained said it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='moderation.complaint')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['complaint', 'id'], name='steps_of_complaint'),
                ],
            },
        ),
    ]
