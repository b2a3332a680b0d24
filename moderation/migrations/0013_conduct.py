"""Cases of conduct: who is said to have broken which clause, what they say to it, what was decided and done."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import sealed


def _but(*free):
    """Return the condition, in SQL, that anything else than the columns ``free`` changes."""
    left = f"ARRAY[{', '.join(repr(one) for one in free)}]"
    return f"(to_jsonb(OLD) - {left}) <> (to_jsonb(NEW) - {left})"


_SAID = (
    "NEW.words <> OLD.words OR NEW.reference <> OLD.reference OR NEW.reported_at <> OLD.reported_at"
    " OR (OLD.alleged <> '' AND NEW.alleged <> OLD.alleged) OR (OLD.answer <> '' AND NEW.answer <> OLD.answer)"
    " OR (OLD.answered_at IS NOT NULL AND NEW.answered_at IS DISTINCT FROM OLD.answered_at)"
    " OR (OLD.told_at IS NOT NULL AND NEW.told_at IS DISTINCT FROM OLD.told_at)"
    " OR (OLD.erased_at IS NOT NULL)"
)
"""What was said stays as it was said, from the moment it was; it is erased at its time, never rewritten."""


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0033_what_an_item_answers'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0012_notices_of_defamation_and_packs'),
        ('policies', '0019_permissions_reminded_a_month_before'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConductCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12)),
                ('mark', models.CharField(blank=True, help_text='Of the public form: sent twice, kept once.', max_length=64)),
                ('route', models.CharField(choices=[('clerk', 'The clerk'), ('chair', 'The chairman'), ('deputy', 'The vice chairman')], max_length=10)),
                ('state', models.CharField(choices=[('reported', 'Reported'), ('taken_up', 'Taken up'), ('awaiting', 'Waits for the answer'), ('answered', 'Answered'), ('decided', 'Decided'), ('closed', 'Closed'), ('not_taken', 'Not taken further')], default='reported', max_length=10)),
                ('about', models.CharField(blank=True, help_text='Whom it is about, as typed.', max_length=200)),
                ('words', models.TextField(blank=True, help_text='What is said to have happened; not shown to the subject.')),
                ('happened_on', models.DateField(blank=True, null=True)),
                ('reporter_key', models.CharField(blank=True, help_text='Of any member who reported, named or not: they do not decide.', max_length=64)),
                ('reporter_name', models.CharField(blank=True, max_length=150)),
                ('reporter_email', models.EmailField(blank=True, max_length=254)),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('taken_up_at', models.DateTimeField(blank=True, null=True)),
                ('triage', models.TextField(blank=True, help_text='Why it is taken up, or not.')),
                ('aside', models.CharField(blank=True, choices=[('not_here', 'Not for this procedure'), ('no_case', 'No case to answer')], max_length=10)),
                ('aside_minute', models.CharField(blank=True, help_text='Of the committee or the council that took it no further.', max_length=80)),
                ('alleged', models.TextField(blank=True, help_text='As the subject is told it.')),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('served', models.CharField(blank=True, help_text='How and when they were told, where they are in office no more.', max_length=300)),
                ('answer_by', models.DateField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
                ('answer_came', models.CharField(blank=True, help_text='How it came, where somebody else entered it.', max_length=300)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_late', models.BooleanField(default=False)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('over_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conduct_cases', to='councils.council')),
                ('reporter', models.ForeignKey(blank=True, help_text='A member who gave their name.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conduct_cases', to='councils.membership')),
                ('taken_up_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['council', 'state', '-reported_at'], name='conduct_of_council'),
                    models.Index(condition=models.Q(('state', 'awaiting')), fields=['answer_by'], name='conduct_answers_awaited'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('council', 'reference'), name='conduct_reference_once'),
                    models.UniqueConstraint(condition=models.Q(('mark', ''), _negated=True), fields=('council', 'mark'), name='conduct_form_once'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['reported', 'taken_up', 'awaiting', 'answered', 'decided', 'closed', 'not_taken'])), name='conduct_state_known'),
                    models.CheckConstraint(condition=models.Q(('route__in', ['clerk', 'chair', 'deputy'])), name='conduct_route_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_report_says_what_happened'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['reported', 'not_taken']), models.Q(('subject__isnull', False), ('taken_up_at__isnull', False)), _connector='OR'), name='a_case_taken_up_names_somebody'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['reported', 'taken_up', 'not_taken']), models.Q(('answer_by__isnull', False), ('told_at__isnull', False)), _connector='OR'), name='nobody_is_judged_untold'),
                    models.CheckConstraint(condition=models.Q(models.Q(('over_at__isnull', False), ('state__in', ['closed', 'not_taken'])), models.Q(models.Q(('state__in', ['closed', 'not_taken']), _negated=True), ('over_at__isnull', True)), _connector='OR'), name='a_case_that_is_over_says_since_when'),
                    models.CheckConstraint(condition=models.Q(models.Q(('route__in', ['chair', 'deputy']), ('state', 'not_taken'), _negated=True), models.Q(('aside_minute', ''), _negated=True), _connector='OR'), name='no_one_alone_sets_aside_the_clerks'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConductClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cited', models.CharField(max_length=120)),
                ('policy', models.CharField(max_length=200)),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='moderation.conductcase')),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.clause')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'clause'), name='conduct_clause_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConductEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('item', 'What the council published'), ('comment', 'A comment'), ('link', 'A page outside'), ('words', 'Words, as pasted'), ('file', 'A picture or a PDF')], max_length=10)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True, help_text='The words as they were when they were kept.')),
                ('link', models.CharField(blank=True, max_length=1000)),
                ('file', models.FileField(blank=True, upload_to='conduct/%Y/%m/')),
                ('file_kind', models.CharField(blank=True, max_length=4)),
                ('sha256', models.CharField(help_text='Of the revision, the words or the file.', max_length=64)),
                ('shared', models.BooleanField(default=False, help_text='The subject sees it with what is alleged.')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(blank=True, help_text='Empty for what came with the report.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='moderation.conductcase')),
                ('comment_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.commentversion')),
                ('publication', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.publication')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['item', 'comment', 'link', 'words', 'file'])), name='conduct_evidence_known'),
                    models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='conduct_evidence_hash'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConductOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('no_breach', 'No breach'), ('advice', 'Advice'), ('removal', 'Removal of content'), ('suspension', 'Suspension of publishing rights'), ('closure', 'Closure of an account'), ('meanwhile', 'Suspension until it is decided'), ('monitoring', 'Referral to the Monitoring Officer'), ('disciplinary', 'Referral to the disciplinary procedure'), ('engager', 'Referral to whoever engaged them')], max_length=12)),
                ('reason', models.TextField(blank=True)),
                ('minute', models.CharField(blank=True, help_text='Of the committee or the council that decided.', max_length=80)),
                ('own_report', models.BooleanField(default=False, help_text='Entered by whoever reported it.')),
                ('by_minute', models.BooleanField(default=False, help_text='Only a committee or the council decides: the clerk’s case, or the own report.')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('account', models.CharField(blank=True, help_text='The account or page, as it is found.', max_length=300)),
                ('requested', models.BooleanField(default=False, help_text='The account is not the council’s: this is a request, no order.')),
                ('due_on', models.DateField(blank=True, null=True)),
                ('referred_to', models.CharField(blank=True, max_length=200)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('proof', models.TextField(blank=True, help_text='How anybody can see that it is done, or that it was refused.')),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='moderation.conductcase')),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='moderation.conductclause')),
                ('channel', models.ForeignKey(blank=True, help_text='The council’s own, on which it stands or which closes.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel')),
                ('closure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.closure')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.conductevidence')),
                ('proof_evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.conductevidence')),
                ('suspension', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.suspension')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [
                    models.Index(condition=models.Q(('done_at__isnull', True), ('due_on__isnull', False)), fields=['due_on'], name='conduct_orders_open'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_conduct_outcome_says_why'),
                    models.CheckConstraint(condition=models.Q(('own_report', False), models.Q(('minute', ''), _negated=True), _connector='OR'), name='who_reported_does_not_decide'),
                    models.CheckConstraint(condition=models.Q(('by_minute', False), models.Q(('minute', ''), _negated=True), _connector='OR'), name='what_a_committee_decides_has_its_minute'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['monitoring', 'disciplinary', 'engager']), _negated=True), models.Q(('referred_to', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_referral_says_to_whom'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['suspension', 'meanwhile']), _negated=True), ('suspension__isnull', False), _connector='OR'), name='a_conduct_suspension_suspends'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['removal', 'closure']), _negated=True), ('due_on__isnull', False), _connector='OR'), name='what_is_ordered_has_a_day'),
                    models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True), ('proof', '')), models.Q(('done_at__isnull', False), ('done_by__isnull', False), models.Q(models.Q(('proof', ''), _negated=True), ('erased_at__isnull', False), _connector='OR')), _connector='OR'), name='what_is_done_is_shown'),
                    models.UniqueConstraint(condition=models.Q(('kind', 'no_breach')), fields=('case',), name='no_breach_once_a_case'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConductReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('date', 'Its review date came'), ('appeal', 'They asked for another look')], max_length=10)),
                ('result', models.CharField(choices=[('stands', 'It stands'), ('lifted', 'It is lifted')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('minute', models.CharField(blank=True, max_length=80)),
                ('review_on', models.DateField(blank=True, help_text='When it is looked at next.', null=True)),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='moderation.conductoutcome')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_conduct_review_says_why'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConductTimes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer_days', models.PositiveSmallIntegerField(default=10, help_text='Working days.')),
                ('council', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='conduct_times', to='councils.council')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('answer_days__gte', 5), ('answer_days__lte', 40)), name='answers_have_5_to_40_days'),
                ],
            },
        ),
        sealed(
            "moderation_conductcase",
            once=_SAID,
            erasable=(
                "about", "words", "reporter_key", "reporter_name", "reporter_email", "reporter_id", "triage", "alleged", "served", "answer", "answer_came",
            ),
        ),
        sealed("moderation_conductclause", once="TRUE", erasable=()),
        sealed("moderation_conductevidence", once=_but("shared"), erasable=("title", "text", "link", "file")),
        sealed(
            "moderation_conductoutcome",
            once="OLD.done_at IS NOT NULL OR " + _but("done_at", "done_by_id", "proof", "proof_evidence_id"),
            erasable=("reason", "account", "referred_to", "proof"),
        ),
        sealed("moderation_conductreview", once="TRUE", erasable=("reason",)),
    ]
