"""Answers to comments: a new table, and a column that says when a comment was answered, empty at first."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('drafts', '0013_revision_by_recording'),
        ('moderation', '0008_measures'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='answered_at',
            field=models.DateTimeField(blank=True, help_text="When the council's first answer to it went out.", null=True),
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(choices=[('reply', 'Reply'), ('close', 'Reply once, and close the debate with it'), ('offline', 'Offer to talk elsewhere')], max_length=8)),
                ('debate', models.CharField(help_text='The same for every answer in one debate.', max_length=80)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('said_at', models.DateTimeField(blank=True, help_text='When it first went out.', null=True)),
                ('offered_instead', models.BooleanField(default=False, help_text='The policy in force allowed no second answer in the debate.')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='moderation.comment')),
                ('communication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reply', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='councils.council')),
            ],
            options={
                'indexes': [models.Index(fields=['council', 'debate'], name='replies_in_debate'), models.Index(condition=models.Q(('said_at__isnull', True)), fields=['council'], name='replies_not_said')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sort__in', ['reply', 'close', 'offline'])), name='reply_sort_known'), models.CheckConstraint(condition=models.Q(('debate', ''), _negated=True), name='a_reply_is_in_a_debate')],
            },
        ),
    ]
