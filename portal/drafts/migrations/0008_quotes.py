"""Quotations and what their speakers decided about the exact words."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only, sealed

# Nothing of what was asked changes; the state and the link do.
ASKED = " OR ".join(
    f"OLD.{name} IS DISTINCT FROM NEW.{name}"
    for name in ("words", "sha256", "speaker", "office", "email", "member_id", "communication_id", "council_id", "asked_by_id")
)

class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0007_written_quote_approvals'),
        ('drafts', '0007_templates'),
        ('records', '0004_holds_are_sealed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('speaker', models.CharField(blank=True, help_text='As the quotation names them.', max_length=200)),
                ('office', models.CharField(blank=True, max_length=200)),
                ('email', models.EmailField(blank=True, help_text='Where a speaker from outside gets the private link.', max_length=254)),
                ('words', models.TextField(blank=True, help_text='NFC, newlines LF; empty once erased.')),
                ('sha256', models.CharField(help_text='Of the words as they are stored.', max_length=64)),
                ('state', models.CharField(choices=[('waiting', 'Waits for the speaker'), ('approved', 'Approved'), ('refused', 'Refused'), ('revoked', 'Approval taken back'), ('dropped', 'Not asked any more')], default='waiting', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('link_sha256', models.CharField(blank=True, help_text='Of the token of the private link; empty once it is spent.', max_length=64)),
                ('link_until', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotes_asked', to='councils.membership')),
                ('communication', models.ForeignKey(blank=True, help_text='The item that quotes the words; empty for words that any item may quote.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='councils.council')),
                ('member', models.ForeignKey(blank=True, help_text='The speaker where they are a member or an officer here.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quotes_spoken', to='councils.membership')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('state', 'waiting')), fields=['member', '-asked_at'], name='quotes_waiting_for'),
                    models.Index(fields=['council', '-asked_at'], name='quotes_of_council'),
                    models.Index(fields=['asked_by', '-asked_at'], name='quotes_asked_by'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'approved', 'refused', 'revoked', 'dropped'])), name='quote_state_known'),
                    models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='quote_hash_form'),
                    models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), models.Q(('words', ''), _negated=True), models.Q(('speaker', ''), _negated=True)), models.Q(('email', ''), ('erased_at__isnull', False), ('office', ''), ('speaker', ''), ('words', '')), _connector='OR'), name='quote_words_or_erasure'),
                    models.CheckConstraint(condition=models.Q(models.Q(('email', ''), ('member__isnull', False)), models.Q(('member__isnull', True), models.Q(('email', ''), _negated=True)), ('erased_at__isnull', False), _connector='OR'), name='quote_speaker_is_member_or_outside'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'dropped']), ('decided_at__isnull', False), _connector='OR'), name='quote_decided_at_a_time'),
                    models.CheckConstraint(condition=models.Q(('link_sha256', ''), models.Q(('link_until__isnull', False), ('state', 'waiting')), _connector='OR'), name='quote_link_is_for_waiting_words'),
                    models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('communication', 'speaker', 'sha256'), name='words_wait_once', nulls_distinct=False),
                    models.UniqueConstraint(condition=models.Q(('link_sha256', ''), _negated=True), fields=('link_sha256',), name='quote_link_once'),
                    models.UniqueConstraint(fields=('id', 'sha256'), name='quote_of_hash'),
                ],
            },
        ),
        migrations.CreateModel(
            name='QuoteApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(help_text='The hash of the words that were decided about.', max_length=64)),
                ('decision', models.CharField(choices=[('approved', 'Approved'), ('refused', 'Refused'), ('revoked', 'Took the approval back')], max_length=10)),
                ('how', models.CharField(choices=[('signed_in', 'signed in'), ('link', 'by private link'), ('written', 'in writing, as the clerk recorded')], max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.TextField(blank=True)),
                ('proposed', models.TextField(blank=True, help_text='Other words that the speaker would approve.')),
                ('evidence', models.TextField(blank=True, help_text='Where the letter or mail is that says so.')),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, help_text='Who did it on the desk; empty for a private link.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('quote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='drafts.quote')),
            ],
            options={
                'ordering': ('at', 'pk'),
                'constraints': [
                    models.UniqueConstraint(fields=('quote', 'decision'), name='quote_decided_once'),
                    models.CheckConstraint(condition=models.Q(('decision__in', ['approved', 'refused', 'revoked'])), name='quote_decision_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', True), ('how', 'link')), models.Q(('by__isnull', False), ('how__in', ['signed_in', 'written'])), _connector='OR'), name='quote_decided_by_somebody'),
                    models.CheckConstraint(condition=models.Q(('decision', 'approved'), models.Q(('reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='quote_refusal_says_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decision', 'approved'), ('how', 'written'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), ('erased_at__isnull', False), _connector='OR'), name='quote_written_approval_has_evidence'),
                    models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('evidence', ''), ('proposed', ''), ('reason', '')), _connector='OR'), name='quote_decision_or_erasure'),
                ],
            },
        ),
        sealed("drafts_quote", once=ASKED, erasable=("words", "speaker", "office", "email")),
        append_only("drafts_quoteapproval", erasable=("reason", "proposed", "evidence")),
        migrations.RunSQL(
            "ALTER TABLE drafts_quoteapproval ADD CONSTRAINT quote_approval_of_these_words"
            " FOREIGN KEY (quote_id, sha256) REFERENCES drafts_quote (id, sha256)",
            "ALTER TABLE drafts_quoteapproval DROP CONSTRAINT IF EXISTS quote_approval_of_these_words",
        ),
    ]
