"""Who is consulted before the clerk decides, whom an item is about, and what a council wants asked."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import sealed

GIVEN = """
    OLD.given_at IS NOT NULL
    OR (NEW.council_id, NEW.communication_id, NEW.member_id, NEW.why, NEW.asked_by_id, NEW.asked_at)
       IS DISTINCT FROM
       (OLD.council_id, OLD.communication_id, OLD.member_id, OLD.why, OLD.asked_by_id, OLD.asked_at)
"""
ENDED = """
    OLD.ended_at IS NOT NULL
    OR (NEW.council_id, NEW.communication_id, NEW.member_id, NEW.said_by_id)
       IS DISTINCT FROM (OLD.council_id, OLD.communication_id, OLD.member_id, OLD.said_by_id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0006_named_reviewers'),
        ('councils', '0010_authors_name_reviewers'),
        ('drafts', '0008_quotes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('communication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='councils.council')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('communication', 'member'), name='concern_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='concern_ended_by_somebody'), models.CheckConstraint(condition=models.Q(('ended_by__isnull', True), models.Q(('ended_by', models.F('member')), _negated=True), _connector='OR'), name='nobody_says_it_is_not_about_them')],
            },
        ),
        migrations.CreateModel(
            name='ItemConsultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(help_text="The member's office when they were asked.", max_length=20)),
                ('why', models.CharField(choices=[('office', 'by their office'), ('about_them', 'because it is about them'), ('referred', 'because it is about somebody who would clear it, and so goes to the council')], default='office', max_length=10)),
                ('question', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('wait_until', models.DateTimeField(help_text='From then on the clerk may decide without it.')),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('view', models.CharField(blank=True, choices=[('agree', 'Agrees'), ('concerns', 'Has concerns'), ('no_view', 'Has no view')], max_length=10)),
                ('words', models.TextField(blank=True)),
                ('reference', models.CharField(blank=True, help_text="The council's minute, where it was referred.", max_length=200)),
                ('given_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('communication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='item_consultations', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='item_consultations', to='councils.council')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consulted_on', to='councils.membership')),
                ('revision', models.ForeignKey(blank=True, help_text='What they read.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.revision')),
            ],
            options={
                'indexes': [models.Index(fields=['communication', '-id'], name='consultations_of_item'), models.Index(condition=models.Q(('dropped_at', None), ('view', '')), fields=['member', 'wait_until'], name='consulted_waiting'), models.Index(condition=models.Q(('dropped_at', None), ('reminded_at', None), ('view', '')), fields=['wait_until'], name='consulted_to_remind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('view__in', ['', 'agree', 'concerns', 'no_view'])), name='consulted_view_known'), models.CheckConstraint(condition=models.Q(models.Q(('given_at__isnull', True), ('revision__isnull', True), ('view', '')), models.Q(models.Q(('view', ''), _negated=True), ('given_at__isnull', False), ('revision__isnull', False)), _connector='OR'), name='consulted_view_has_a_time_and_a_text'), models.CheckConstraint(condition=models.Q(models.Q(('view', 'concerns'), _negated=True), models.Q(('words', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='concerns_are_said'), models.CheckConstraint(condition=models.Q(models.Q(('view', 'agree'), ('why', 'referred'), _negated=True), models.Q(('reference', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_referral_names_its_minute'), models.CheckConstraint(condition=models.Q(('view', ''), ('dropped_at__isnull', True), _connector='OR'), name='what_was_said_is_not_dropped'), models.CheckConstraint(condition=models.Q(('wait_until__gte', models.F('asked_at'))), name='consulted_wait_in_order'), models.UniqueConstraint(condition=models.Q(('dropped_at__isnull', True), ('view', '')), fields=('communication', 'member'), name='consulted_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ConsultRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('press_release', 'Press release'), ('notice', 'Notice'), ('social_post', 'Social post'), ('letter', 'Letter'), ('magazine_article', 'Magazine article'), ('leaflet', 'Leaflet'), ('web_page', 'Web page'), ('survey_invitation', 'Survey invitation'), ('email_bulletin', 'Email bulletin')], max_length=30)),
                ('office', models.CharField(choices=[('chair', 'Chairman or Mayor'), ('deputy', 'Deputy'), ('committee_chair', 'A committee chairman')], max_length=20)),
                ('when', models.CharField(choices=[('always', 'always'), ('sensitive', 'where the rules find a confidential or sensitive matter in it')], default='always', max_length=10)),
                ('hours', models.PositiveSmallIntegerField(help_text='That the view is waited for before the clerk decides.')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consult_rules', to='councils.council')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('council', 'kind', 'office', 'when'), name='consult_rule_once'), models.CheckConstraint(condition=models.Q(('office__in', ['chair', 'deputy', 'committee_chair'])), name='consult_rule_office_known'), models.CheckConstraint(condition=models.Q(('hours__lte', 336)), name='consult_rule_waits_two_weeks_at_most')],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE approvals_itemconsultation ADD CONSTRAINT consultation_of_its_communication"
            " FOREIGN KEY (revision_id, communication_id) REFERENCES drafts_revision (id, communication_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE approvals_itemconsultation DROP CONSTRAINT IF EXISTS consultation_of_its_communication",
        ),
        sealed("approvals_itemconsultation", once=GIVEN, erasable=("question", "words", "reference")),
        sealed("approvals_concern", once=ENDED, erasable=()),
    ]
