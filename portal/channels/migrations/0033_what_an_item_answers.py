"""An item may be an answer in a thread: where, to what, in which debate; and authors of comments are told by mail.

A new table, empty at first, and a constraint that lets one more sort of notice go to people outside.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0032_renewing_sign_ins'),
        ('drafts', '0013_revision_by_recording'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerTo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('root', models.CharField(blank=True, max_length=300)),
                ('remote_id', models.CharField(max_length=300)),
                ('link', models.CharField(blank=True, help_text="The page of the council's own on which it is read.", max_length=500)),
                ('debate', models.CharField(help_text='The same for every answer in one debate.', max_length=80)),
                ('offers', models.BooleanField(default=False, help_text='It offers to talk elsewhere, and no more.')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='channels.channel')),
                ('communication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer_to', to='drafts.communication')),
            ],
            options={
                'indexes': [models.Index(fields=['channel', 'debate'], name='answers_in_debate')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('remote_id', ''), _negated=True), models.Q(('debate', ''), _negated=True)), name='an_answer_says_to_what_it_is_one')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_has_a_reader',
        ),
        # Taken back, authors of comments are told nothing any more.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            "DELETE FROM channels_notice WHERE recipient_id IS NULL AND object_type = 'comment'",
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('recipient__isnull', False), ('object_type__in', ('quote', 'reviewer', 'comment')), _connector='OR'), name='notice_has_a_reader'),
        ),
    ]
