"""Answers to the publicity code, kept with the decision on one exact revision."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0008_routes'),
        ('councils', '0011_publicity_code'),
        ('drafts', '0009_costs'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegardAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('principle', models.CharField(max_length=20)),
                ('answer', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('na', 'Not applicable')], max_length=3)),
                ('note', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('id', 'revision'), name='review_of_revision'),
        ),
        migrations.AddField(
            model_name='regardanswer',
            name='answered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='regardanswer',
            name='communication',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regard', to='drafts.communication'),
        ),
        migrations.AddField(
            model_name='regardanswer',
            name='council',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.council'),
        ),
        migrations.AddField(
            model_name='regardanswer',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regard', to='approvals.review'),
        ),
        migrations.AddField(
            model_name='regardanswer',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.revision'),
        ),
        migrations.AddIndex(
            model_name='regardanswer',
            index=models.Index(fields=['communication', 'answered_by', '-review'], name='regard_of_item'),
        ),
        migrations.AddConstraint(
            model_name='regardanswer',
            constraint=models.UniqueConstraint(fields=('review', 'principle'), name='a_principle_once_per_decision'),
        ),
        migrations.AddConstraint(
            model_name='regardanswer',
            constraint=models.CheckConstraint(condition=models.Q(('principle__in', ['lawful', 'cost_effective', 'objective', 'even_handed', 'appropriate', 'equality', 'care'])), name='a_principle_of_the_code'),
        ),
        migrations.AddConstraint(
            model_name='regardanswer',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['yes', 'no', 'na'])), name='regard_answer_known'),
        ),
        migrations.AddConstraint(
            model_name='regardanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'no'), _negated=True), models.Q(('note', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_no_says_why'),
        ),
        append_only("approvals_regardanswer", erasable=("note",)),
        migrations.RunSQL(
            "ALTER TABLE approvals_regardanswer ADD CONSTRAINT regard_to_the_revision_decided"
            " FOREIGN KEY (review_id, revision_id) REFERENCES approvals_review (id, revision_id)",
            "ALTER TABLE approvals_regardanswer DROP CONSTRAINT IF EXISTS regard_to_the_revision_decided",
        ),
    ]
