"""Rulings on comments: by which rule, by whom, overruled by whom, and what carried them out."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only, sealed


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0001_comments_and_where_they_are_allowed'),
        ('policies', '0019_permissions_reminded_a_month_before'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ruling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('leave', 'Leave it standing'), ('hide', 'Hide it'), ('remove', 'Remove it')], max_length=10)),
                ('ground', models.CharField(blank=True, choices=[('abusive', 'Insulting, threatening or abusive'), ('sexual', 'Offensive or sexual'), ('obscene', 'Obscene'), ('discriminatory', 'Discriminatory'), ('illegal', 'Against the law, or inviting people to break it'), ('deceptive', 'Deceptive')], max_length=20)),
                ('cited', models.CharField(blank=True, help_text='The clause as it was cited then.', max_length=200)),
                ('clause_text', models.TextField(blank=True, help_text='And as it read then.')),
                ('answering', models.CharField(blank=True, choices=[('reply', 'It is answered, or will be'), ('none_wanted', 'The question wants no answer'), ('answered', 'The same was said before and answered then'), ('nothing', 'It asks nothing and criticises nothing'), ('other', 'Another reason, given below')], max_length=12)),
                ('reason', models.TextField(blank=True)),
                ('ruled_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('clause', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.clause')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='moderation.comment')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='councils.council')),
                ('overrules', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='overruled_by', to='moderation.ruling')),
                ('ruled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('together_with', models.ForeignKey(blank=True, help_text='The ruling on the same words that was made for this one too.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alike', to='moderation.ruling')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='moderation.commentversion')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['council', '-ruled_at'], name='rulings_of_council'),
                    models.Index(fields=['comment', '-id'], name='rulings_of_comment'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('outcome__in', ['leave', 'hide', 'remove'])), name='ruling_outcome_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('cited', ''), ('clause__isnull', True), ('ground', ''), ('outcome', 'leave'), models.Q(('answering', ''), _negated=True)), models.Q(('answering', ''), ('clause__isnull', False), ('ground__in', ['abusive', 'sexual', 'obscene', 'discriminatory', 'illegal', 'deceptive']), ('outcome__in', ['hide', 'remove']), models.Q(('cited', ''), _negated=True)), _connector='OR'), name='what_is_taken_down_names_its_rule'),
                    models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'leave'), models.Q(('answering', 'other'), _negated=True)), models.Q(('reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_ruling_that_takes_down_says_why'),
                    models.UniqueConstraint(condition=models.Q(('overrules__isnull', True)), fields=('comment',), name='one_first_ruling'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Enforcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_hand', models.BooleanField(default=False)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('proof', models.CharField(blank=True, help_text='What shows that it was done by hand.', max_length=500)),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('ruling', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='enforcement', to='moderation.ruling')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('by_hand', True), ('done_at__isnull', True)), fields=['ruling'], name='to_enforce_by_hand'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True), ('proof', '')), models.Q(('by_hand', False), ('done_at__isnull', False), ('done_by__isnull', True), ('proof', '')), models.Q(('by_hand', True), ('done_at__isnull', False), ('done_by__isnull', False), models.Q(('proof', ''), _negated=True)), _connector='OR'), name='what_is_done_by_hand_is_proved'),
                ],
            },
        ),
        append_only("moderation_ruling", erasable=("reason",)),
        sealed("moderation_enforcement", once="FALSE", erasable=()),
    ]
