"""Letters to the council: what came, to whom it was handed on with what cut, and who let it out."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only, sealed

# What was refused or sent stays as it was; before that only the answer and the sending can be noted.
_SETTLED = (
    "OLD.sent_at IS NOT NULL OR OLD.allowed IS FALSE OR"
    " (to_jsonb(NEW) - '{allowed,answered_at,answered_by_id,answer_words,permission_id,sent_at}'::text[])"
    " <> (to_jsonb(OLD) - '{allowed,answered_at,answered_by_id,answer_words,permission_id,sent_at}'::text[])"
)


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0010_when_it_is_due_and_what_it_weighs'),
        ('councils', '0015_wards_of_members'),
        ('drafts', '0010_items_named_with_their_council'),
        ('policies', '0016_accounts_of_members_own'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReceivedLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text="Counts the council's own letters.")),
                ('way', models.CharField(choices=[('email', 'By email'), ('post', 'By post'), ('hand', 'Handed in'), ('form', 'By an online form')], max_length=10)),
                ('sender', models.CharField(max_length=150)),
                ('address', models.CharField(blank=True, help_text='Where an answer goes, line by line.', max_length=600)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True, help_text='What it says, or nothing where the scan alone is kept.')),
                ('their_reference', models.CharField(blank=True, max_length=80)),
                ('scan', models.FileField(blank=True, help_text='Never in public.', upload_to='letters-in/%Y/%m/')),
                ('scan_sha256', models.CharField(blank=True, max_length=64)),
                ('received_at', models.DateTimeField()),
                ('acknowledge_by', models.DateTimeField(help_text="By the council's own hours.")),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('reply_by', models.DateTimeField(blank=True, null=True)),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'Answered'), ('noted', 'Noted; no answer was needed'), ('passed', 'Passed to another body')], max_length=10)),
                ('outcome_words', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters_answered', to='drafts.communication')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters_received', to='councils.council')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters_to_answer', to='councils.membership')),
                ('matter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters_received', to='policies.matter')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['council', 'reply_by'], name='open_letters_received'),
                    models.Index(fields=['council', '-received_at'], name='letters_received_of_council'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('council', 'number'), name='a_letter_has_a_number_of_its_own'),
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('sender', ''), _negated=True), models.Q(('subject', ''), _negated=True), models.Q(models.Q(('text', ''), _negated=True), models.Q(('scan', ''), _negated=True), _connector='OR')), ('erased_at__isnull', False), _connector='OR'), name='a_letter_says_who_writes_what'),
                    models.CheckConstraint(condition=models.Q(('scan', ''), models.Q(('scan_sha256', ''), _negated=True), _connector='OR'), name='a_scanned_letter_has_its_hash'),
                    models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('address', ''), ('scan', ''), ('sender', ''), ('subject', ''), ('text', '')), _connector='OR'), name='an_erased_letter_keeps_no_words'),
                    models.CheckConstraint(condition=models.Q(('reply_by__isnull', True), models.Q(('holder__isnull', False), ('reply_by__gte', models.F('received_at'))), _connector='OR'), name='a_letter_is_answered_after_it_came_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='who_acknowledged_a_letter_is_named'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='a_closed_letter_has_its_outcome'),
                ],
            },
        ),
        migrations.CreateModel(
            name='LetterShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('with_whom', models.CharField(blank=True, max_length=150)),
                ('why', models.TextField(blank=True, help_text='Why they need it.')),
                ('text', models.TextField(blank=True, help_text='What they are shown, without what was cut.')),
                ('kept_because', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('allowed', models.BooleanField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_words', models.TextField(blank=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('permission', models.ForeignKey(blank=True, help_text="The clerk's recorded permission; empty where the clerk shares it.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.permission')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='approvals.receivedletter')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('with_whom', ''), _negated=True), models.Q(('why', ''), _negated=True), models.Q(('text', ''), _negated=True)), ('erased_at__isnull', False), _connector='OR'), name='a_share_says_what_goes_to_whom'),
                    models.CheckConstraint(condition=models.Q(models.Q(('allowed__isnull', True), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('allowed__isnull', False), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='a_share_is_answered_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('allowed', True), ('permission__isnull', False)), models.Q(('allowed', True), ('answered_by', models.F('asked_by'))), models.Q(models.Q(('allowed', True), _negated=True), ('permission__isnull', True)), _connector='OR'), name='a_share_rests_on_a_permission'),
                    models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), models.Q(('allowed', True), ('allowed__isnull', False)), _connector='OR'), name='only_what_was_allowed_is_sent'),
                    models.UniqueConstraint(condition=models.Q(('allowed__isnull', True)), fields=('letter', 'with_whom', 'asked_by'), name='asked_once_to_share_a_letter'),
                ],
            },
        ),
        migrations.CreateModel(
            name='LetterForward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', models.TextField(blank=True, help_text='What the sender says to it.')),
                ('text', models.TextField(blank=True, help_text='What was handed on of the letter.')),
                ('cut', models.TextField(blank=True, help_text='Earlier messages that were taken out.')),
                ('kept_because', models.TextField(blank=True, help_text='Why earlier messages, or the scan, went along.')),
                ('with_scan', models.BooleanField(default=False)),
                ('everybody_because', models.TextField(blank=True, help_text='Why every member of the council needs it.')),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forwards', to='approvals.receivedletter')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('note', ''), _negated=True), models.Q(('text', ''), _negated=True), ('with_scan', True), ('erased_at__isnull', False), _connector='OR'), name='a_forward_says_something'),
                    models.CheckConstraint(condition=models.Q(('with_scan', False), models.Q(('kept_because', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='why_a_scan_went_along_is_said'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ForwardedTo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(blank=True, max_length=300)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('forward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='approvals.letterforward')),
            ],
            options={
                'verbose_name_plural': 'people to whom letters were forwarded',
                'constraints': [models.UniqueConstraint(fields=('forward', 'member'), name='forwarded_once_to_each'), models.CheckConstraint(condition=models.Q(models.Q(('why', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='why_they_need_a_letter_is_said')],
            },
        ),
        sealed("approvals_receivedletter", once="FALSE", erasable=()),
        sealed(
            "approvals_lettershare",
            once=_SETTLED,
            erasable=("with_whom", "why", "text", "kept_because", "answer_words"),
        ),
        append_only(
            "approvals_letterforward", erasable=("note", "text", "cut", "kept_because", "everybody_because")
        ),
        append_only("approvals_forwardedto", erasable=("why",)),
    ]
