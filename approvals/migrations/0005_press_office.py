"""The press office: enquiries, whom the clerk asked, who speaks with which card, and what appeared."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only, sealed

# What was said or ended stays; only that can still be noted, once.
_SAID = (
    "OLD.said_at IS NOT NULL OR (to_jsonb(NEW) - '{view,said_at,noted_by_id}'::text[])"
    " <> (to_jsonb(OLD) - '{view,said_at,noted_by_id}'::text[])"
)
_ENDED = (
    "OLD.ended_at IS NOT NULL OR (to_jsonb(NEW) - '{ended_at,ended_by_id}'::text[])"
    " <> (to_jsonb(OLD) - '{ended_at,ended_by_id}'::text[])"
)
_READ = "OLD.read_at IS NOT NULL OR (to_jsonb(NEW) - 'read_at') <> (to_jsonb(OLD) - 'read_at')"


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0004_submitted_is_shared'),
        ('channels', '0011_notices_to_people_outside'),
        ('councils', '0009_press_hours'),
        ('drafts', '0008_quotes'),
        ('policies', '0013_closed_items_have_matters'),
    ]

    operations = [
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('question', 'A question to the council'), ('interview', 'An interview with a councillor or officer')], max_length=10)),
                ('asker', models.CharField(help_text='Who asks.', max_length=150)),
                ('outlet', models.CharField(max_length=150)),
                ('medium', models.CharField(choices=[('newspaper', 'Newspaper or magazine'), ('radio', 'Radio'), ('television', 'Television'), ('online', 'Online'), ('partner', 'A partner organisation'), ('other', 'Something else')], max_length=10)),
                ('reached_by', models.CharField(blank=True, help_text='Their telephone or address.', max_length=200)),
                ('topic', models.CharField(max_length=200)),
                ('question', models.TextField(help_text='What they ask, in their words.')),
                ('received_at', models.DateTimeField()),
                ('deadline_at', models.DateTimeField(blank=True, help_text='When they need the answer.', null=True)),
                ('acknowledge_by', models.DateTimeField(help_text="By the council's hours for the press.")),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'Answered'), ('interviewed', 'The interview was given'), ('holding', 'Given the holding reply'), ('declined', 'Declined'), ('dropped', 'They asked no more'), ('missed', 'Not answered in time')], max_length=12)),
                ('outcome_words', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='press_enquiries', to='drafts.communication')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('concerns', models.ForeignKey(blank=True, help_text='The member or officer whom it is about: they are consulted, and do not choose who speaks.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='channels.contact')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='press_enquiries', to='councils.council')),
                ('matter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='press_enquiries', to='policies.matter')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'verbose_name_plural': 'enquiries',
                'indexes': [
                    models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['council', 'acknowledge_by'], name='open_enquiries'),
                    models.Index(fields=['council', '-received_at'], name='enquiries_of_council'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('topic', ''), _negated=True), models.Q(('asker', ''), _negated=True), models.Q(('question', ''), _negated=True)), ('erased_at__isnull', False), _connector='OR'), name='an_enquiry_says_who_asks_what'),
                    models.CheckConstraint(condition=models.Q(('deadline_at__isnull', True), ('deadline_at__gte', models.F('received_at')), _connector='OR'), name='an_enquiry_is_due_after_it_came'),
                    models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='an_acknowledgement_names_its_writer'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='a_closed_enquiry_has_its_outcome'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Cutting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appeared_on', models.DateField()),
                ('headline', models.CharField(max_length=300)),
                ('where', models.CharField(blank=True, help_text='The page, the programme or the web address.', max_length=500)),
                ('accurate', models.BooleanField(help_text='Whether it says what the council said.')),
                ('remark', models.TextField(blank=True)),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('enquiry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cuttings', to='approvals.enquiry')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('headline', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_cutting_has_a_headline'),
                    models.CheckConstraint(condition=models.Q(('accurate', True), models.Q(('remark', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='what_was_wrong_is_said'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('view', models.TextField(blank=True)),
                ('said_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('noted_by', models.ForeignKey(blank=True, help_text='Who noted what was said aloud; empty where they wrote it themselves.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('enquiry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='approvals.enquiry')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('enquiry', 'member'), name='consulted_once_about_an_enquiry'),
                    models.CheckConstraint(condition=models.Q(models.Q(('noted_by__isnull', True), ('said_at__isnull', True), ('view', '')), models.Q(('said_at__isnull', False), models.Q(models.Q(('view', ''), _negated=True), ('erased_at__isnull', False), _connector='OR')), _connector='OR'), name='a_view_says_something'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Spokesperson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chosen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('enquiry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spokespeople', to='approvals.enquiry')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'verbose_name_plural': 'spokespeople',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('enquiry',), name='one_spokesperson_at_a_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='whoever_replaced_a_spokesperson_is_named'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Briefing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('card', models.TextField(help_text='The canonical JSON of what the card says.')),
                ('sha256', models.CharField(max_length=64)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('spokesperson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='briefings', to='approvals.spokesperson')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('card', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_briefing_says_something'),
                ],
            },
        ),
        sealed("approvals_enquiry", once="FALSE", erasable=()),
        sealed("approvals_consultation", once=_SAID, erasable=("view",)),
        sealed("approvals_spokesperson", once=_ENDED, erasable=()),
        sealed("approvals_briefing", once=_READ, erasable=("card",)),
        append_only("approvals_cutting", erasable=("headline", "where", "remark")),
    ]
