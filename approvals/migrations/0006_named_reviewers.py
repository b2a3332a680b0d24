"""Somebody named to read one exact revision, and what they say of it; comments are never changed."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only, sealed

WHO_AND_WHAT = """
    (NEW.council_id, NEW.communication_id, NEW.member_id, NEW.asked_by_id, NEW.asked_at)
    IS DISTINCT FROM (OLD.council_id, OLD.communication_id, OLD.member_id, OLD.asked_by_id, OLD.asked_at)
    OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    OR (OLD.finished_at IS NOT NULL AND NEW.finished_at IS DISTINCT FROM OLD.finished_at)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_heads_advance'),
        ('approvals', '0005_press_office'),
        ('councils', '0010_authors_name_reviewers'),
        ('drafts', '0008_quotes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reviewer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, help_text='Of somebody outside.', max_length=150)),
                ('organisation', models.CharField(blank=True, max_length=150)),
                ('email', models.EmailField(blank=True, help_text='Where somebody outside gets the private link.', max_length=254)),
                ('asked', models.TextField(blank=True, help_text='What they are asked.')),
                ('reason', models.TextField(blank=True, help_text='Why they may read what is on a matter of named access.')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(help_text='When the link, or the page on the desk, ends by itself.')),
                ('link_sha256', models.CharField(blank=True, max_length=64)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('communication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviewers', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviewers', to='councils.council')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviewing', to='councils.membership')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.revision')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['communication', '-id'], name='reviewers_of_item'),
                    models.Index(condition=models.Q(('finished_at__isnull', True), ('revoked_at__isnull', True)), fields=['member', 'until'], name='reviews_waiting_for_member'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('email', ''), ('link_sha256', ''), ('member__isnull', False), ('name', '')), models.Q(('member__isnull', True), models.Q(('name', ''), _negated=True), models.Q(('email', ''), _negated=True), models.Q(('link_sha256', ''), _negated=True)), ('erased_at__isnull', False), _connector='OR'), name='reviewer_is_member_or_outside'),
                    models.CheckConstraint(condition=models.Q(models.Q(('asked', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='reviewer_is_asked_something'),
                    models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('asked', ''), ('email', ''), ('link_sha256', ''), ('name', ''), ('organisation', ''), ('reason', '')), _connector='OR'), name='reviewer_or_erasure'),
                    models.CheckConstraint(condition=models.Q(('until__gt', models.F('asked_at'))), name='reviewer_has_some_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='reviewer_revoked_by_somebody'),
                    models.UniqueConstraint(condition=models.Q(('link_sha256', ''), _negated=True), fields=('link_sha256',), name='reviewer_link_once'),
                    models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True), ('revoked_at__isnull', True)), fields=('communication', 'member'), name='member_reviews_an_item_once_at_a_time'),
                    models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True), ('revoked_at__isnull', True), models.Q(('email', ''), _negated=True)), fields=('communication', 'email'), name='outsider_reviews_an_item_once_at_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReviewerComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True)),
                ('field', models.CharField(blank=True, help_text='The part that the passage is in.', max_length=40)),
                ('start', models.PositiveIntegerField(default=0)),
                ('end', models.PositiveIntegerField(default=0)),
                ('passage', models.TextField(blank=True, help_text='The words of the text that it is about, as they stand there.')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='approvals.reviewer')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.revision')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['reviewer', 'at'], name='comments_of_reviewer'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), models.Q(('words', ''), _negated=True)), models.Q(('erased_at__isnull', False), ('passage', ''), ('words', '')), _connector='OR'), name='comment_words_or_erasure'),
                    models.CheckConstraint(condition=models.Q(('end__gte', models.F('start'))), name='comment_span_in_order'),
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE approvals_reviewer ADD CONSTRAINT reviewer_of_its_communication"
            " FOREIGN KEY (revision_id, communication_id) REFERENCES drafts_revision (id, communication_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE approvals_reviewer DROP CONSTRAINT IF EXISTS reviewer_of_its_communication",
        ),
        sealed("approvals_reviewer", once=WHO_AND_WHAT, erasable=()),
        append_only("approvals_reviewercomment", erasable=("words", "passage")),
    ]
