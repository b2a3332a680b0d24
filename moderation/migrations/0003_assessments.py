"""What screening says of each version of a comment, and how soon somebody should look."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0025_how_fast_hosts_may_be_asked'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0002_rulings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(max_length=10)),
                ('findings', models.JSONField(blank=True, default=list, help_text='Grounds: ground, score, spans.')),
                ('notes', models.JSONField(blank=True, default=list, help_text='Concerns: concern, score, spans, said.')),
                ('ended_by', models.CharField(blank=True, help_text='The phase that ended screening.', max_length=40)),
                ('model', models.CharField(help_text='What judged: its name and a short hash.', max_length=60)),
                ('assessed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='comment',
            name='comments_waiting',
        ),
        migrations.AddField(
            model_name='comment',
            name='risk',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='How soon somebody should look: 3 an alert, 0 nothing found.'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('alike__isnull', True), ('handling', 'waiting')), fields=['council', '-risk', 'reply_by'], name='comments_waiting'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('risk__lte', 3)), name='comment_risk_known'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='moderation.comment'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='version',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='assessment', to='moderation.commentversion'),
        ),
        append_only("moderation_assessment", erasable=("findings", "notes")),
    ]
