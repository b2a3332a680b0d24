"""Appeals against rulings: decided by somebody who did not rule, or by a committee."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import sealed


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0003_assessments'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(help_text='By when the council decides.')),
                ('allowed', models.BooleanField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, help_text='Why, as its author may be told.')),
                ('minute', models.CharField(blank=True, help_text='Of the committee that decided, where nobody else could.', max_length=80)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='moderation.comment')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='councils.council')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('ruled_by', models.ForeignKey(help_text='Whose ruling it is against.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('ruling', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='moderation.ruling')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('decided_at__isnull', True)), fields=['council', 'due_at'], name='appeals_open'), models.Index(fields=['council', '-made_at'], name='appeals_of_council')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('allowed__isnull', True), ('decided_at__isnull', True), ('decided_by__isnull', True), ('minute', '')), models.Q(('allowed__isnull', False), ('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(models.Q(('answer', ''), _negated=True), ('erased_at__isnull', False), _connector='OR')), _connector='OR'), name='a_decided_appeal_says_why'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('ruled_by')), _negated=True), models.Q(('minute', ''), _negated=True), _connector='OR'), name='nobody_decides_an_appeal_against_themselves'), models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='an_appeal_says_why')],
            },
        ),
        sealed("moderation_appeal", once="OLD.decided_at IS NOT NULL", erasable=("words", "answer")),
    ]
