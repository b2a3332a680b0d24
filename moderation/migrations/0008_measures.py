"""Warnings and blocks of authors: by a ruling and one of the six grounds, a block after a warning and with an end."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import sealed


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0007_referrals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('warning', 'Warning'), ('block', 'Block')], max_length=8)),
                ('author_key', models.CharField(blank=True, max_length=64)),
                ('ground', models.CharField(choices=[('abusive', 'Insulting, threatening or abusive'), ('sexual', 'Offensive or sexual'), ('obscene', 'Obscene'), ('discriminatory', 'Discriminatory'), ('illegal', 'Against the law, or inviting people to break it'), ('deceptive', 'Deceptive')], max_length=20)),
                ('cited', models.CharField(help_text='The clause, as the ruling cites it.', max_length=200)),
                ('reason', models.TextField(blank=True)),
                ('alternatives', models.TextField(blank=True, help_text='What else was considered, and why it would not do.')),
                ('review_on', models.DateField(blank=True, help_text='When somebody looks at the block again.', null=True)),
                ('ends_on', models.DateField(blank=True, help_text='The last day of the block.', null=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='moderation.comment')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='councils.council')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('ruling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='moderation.ruling')),
                ('warning', models.OneToOneField(blank=True, help_text='That went before a block; each is followed by one at the most.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='block', to='moderation.measure')),
            ],
            options={
                'indexes': [models.Index(fields=['council', 'author_key', 'kind'], name='measures_of_author'), models.Index(condition=models.Q(('ended_at__isnull', True), ('kind', 'block')), fields=['council', 'review_on'], name='blocks_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ends_on__isnull', True), ('kind', 'warning'), ('review_on__isnull', True), ('warning__isnull', True)), models.Q(('ends_on__isnull', False), ('kind', 'block'), ('review_on__isnull', False), ('warning__isnull', False)), _connector='OR'), name='a_block_follows_a_warning_and_ends'), models.CheckConstraint(condition=models.Q(('ground__in', ['abusive', 'sexual', 'obscene', 'discriminatory', 'illegal', 'deceptive']), models.Q(('cited', ''), _negated=True)), name='a_measure_names_its_rule'), models.CheckConstraint(condition=models.Q(('review_on__isnull', True), ('review_on__lte', models.F('ends_on')), _connector='OR'), name='a_block_is_looked_at_before_it_ends'), models.CheckConstraint(condition=models.Q(('erased_at__isnull', False), models.Q(models.Q(('author_key', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('kind', 'warning'), models.Q(('alternatives', ''), _negated=True), _connector='OR')), _connector='OR'), name='a_measure_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(models.Q(('end_reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR')), _connector='OR'), name='an_ended_measure_says_why'), models.UniqueConstraint(fields=('ruling', 'kind'), name='one_measure_a_kind_for_a_ruling')],
            },
        ),
        sealed(
            "moderation_measure",
            once="OLD.ended_at IS NOT NULL",
            erasable=("author_key", "reason", "alternatives", "end_reason"),
        ),
    ]
