"""What the public says, as it was received, and under which items of the newsroom anybody may say it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only, sealed


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('channels', '0025_how_fast_hosts_may_be_asked'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('drafts', '0011_recordings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remote_id', models.CharField(help_text='Its name where it was said.', max_length=300)),
                ('reference', models.CharField(help_text='Told to its author, who may name it by this.', max_length=12)),
                ('way', models.CharField(choices=[('newsroom', 'Under an item in the newsroom'), ('network', 'In public on a network'), ('message', 'As a private message'), ('email', 'By email'), ('paper', 'On paper'), ('phone', 'By telephone'), ('person', 'In person'), ('member', 'To a member’s own account')], max_length=10)),
                ('likeness', models.CharField(blank=True, help_text='Of its words, read past their spelling.', max_length=64)),
                ('author', models.CharField(blank=True, help_text='As shown where it was said.', max_length=200)),
                ('author_key', models.CharField(blank=True, help_text='Tells one author from another here.', max_length=64)),
                ('author_link', models.CharField(blank=True, max_length=500)),
                ('email', models.EmailField(blank=True, help_text='Never shown in public.', max_length=254)),
                ('link', models.CharField(blank=True, help_text='Where it stands.', max_length=500)),
                ('answer_by', models.CharField(blank=True, choices=[('email', 'By email'), ('phone', 'By telephone'), ('post', 'By post'), ('there', 'Where they said it'), ('not', 'They want no answer')], max_length=10)),
                ('answer_to', models.CharField(blank=True, help_text='The address or number for that.', max_length=300)),
                ('text', models.TextField(blank=True, help_text='The words of its latest version.')),
                ('version', models.PositiveIntegerField(default=1)),
                ('written_at', models.DateTimeField(help_text='By the clock of where it was said.')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now, help_text='By our own clock.')),
                ('gone_at', models.DateTimeField(blank=True, help_text='When we saw that its author deleted it.', null=True)),
                ('handling', models.CharField(choices=[('waiting', 'Waiting'), ('settled', 'Settled')], default='waiting', max_length=10)),
                ('showing', models.CharField(choices=[('private', 'Not public'), ('held', 'Held until somebody has looked'), ('shown', 'Shown'), ('hidden', 'Hidden'), ('removed', 'Removed')], max_length=10)),
                ('reply_by', models.DateTimeField(help_text="By the council's own clock for replies.")),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('alike', models.ForeignKey(blank=True, help_text='The one that stands in the queue for it: the same words under the same item.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='likes_of', to='moderation.comment')),
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='channels.channel')),
                ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='councils.council')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('member', models.ForeignKey(blank=True, help_text='To whose own account it was said.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='moderation.comment')),
                ('publication', models.ForeignKey(blank=True, help_text="What of the council's it answers.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='channels.publication')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('alike__isnull', True), ('handling', 'waiting')), fields=['council', 'reply_by'], name='comments_waiting'),
                    models.Index(fields=['publication', 'received_at'], name='comments_of_publication'),
                    models.Index(fields=['council', 'author_key'], name='comments_of_author'),
                    models.Index(condition=models.Q(('handling', 'waiting')), fields=['council', 'publication', 'likeness'], name='comments_alike'),
                    models.Index(fields=['council', '-received_at'], name='comments_of_council'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('channel__isnull', False)), fields=('channel', 'remote_id'), name='a_comment_comes_once_by_its_channel'),
                    models.UniqueConstraint(condition=models.Q(('channel__isnull', True)), fields=('council', 'remote_id'), name='a_comment_is_entered_once'),
                    models.UniqueConstraint(fields=('council', 'reference'), name='comment_reference_once'),
                    models.CheckConstraint(condition=models.Q(('channel__isnull', False), ('entered_by__isnull', False), _connector='OR'), name='a_comment_came_by_a_channel_or_a_person'),
                    models.CheckConstraint(condition=models.Q(('handling__in', ['waiting', 'settled'])), name='comment_handling_known'),
                    models.CheckConstraint(condition=models.Q(('showing__in', ['private', 'held', 'shown', 'hidden', 'removed'])), name='comment_showing_known'),
                    models.CheckConstraint(condition=models.Q(('way__in', ['newsroom', 'network']), ('showing', 'private'), _connector='OR'), name='what_was_said_in_private_stays_so'),
                    models.CheckConstraint(condition=models.Q(models.Q(('handling', 'waiting'), ('settled_at__isnull', True)), models.Q(('handling', 'settled'), ('settled_at__isnull', False)), _connector='OR'), name='a_settled_comment_says_when'),
                    models.CheckConstraint(condition=models.Q(('alike__isnull', True), models.Q(('alike', models.F('id')), _negated=True), _connector='OR'), name='no_comment_stands_for_itself'),
                    models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('answer_to', ''), ('author', ''), ('author_key', ''), ('author_link', ''), ('email', ''), ('link', ''), ('text', '')), _connector='OR'), name='an_erased_comment_keeps_no_words'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CommentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True)),
                ('sha256', models.CharField(max_length=64)),
                ('cut', models.BooleanField(default=False, help_text='It was longer than what is kept of a comment.')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='moderation.comment')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('comment', 'number'), name='comment_version_once'),
                    models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='comment_version_keeps_hash'),
                    models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), models.Q(('text', ''), _negated=True)), models.Q(('erased_at__isnull', False), ('text', '')), _connector='OR'), name='comment_version_or_erasure'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Discussion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_open', models.BooleanField(default=True)),
                ('hold_all', models.BooleanField(default=False, help_text='Nothing shows before somebody looked; else only what the screening holds.')),
                ('message', models.CharField(blank=True, help_text='Shown where comments were closed.', max_length=300)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('communication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='discussion', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussions', to='councils.council')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('is_open', True), models.Q(('message', ''), _negated=True), _connector='OR'), name='closed_comments_say_why'),
                ],
            },
        ),
        sealed("moderation_comment", once="FALSE", erasable=()),
        append_only("moderation_commentversion", erasable=("text",)),
    ]
