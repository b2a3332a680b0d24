"""The words of a warning go to its author, or somebody notes how they were given; a block without one says why."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only, sealed

_SEALED = "moderation_measure"
_ONCE = "OLD.ended_at IS NOT NULL"
_WORDS = ("author_key", "reason", "alternatives", "end_reason")
_BEFORE = sealed(_SEALED, once=_ONCE, erasable=_WORDS)

_RULE_ENDS = "ALTER TABLE moderation_measure DROP CONSTRAINT a_block_follows_a_warning_and_ends"
# The way back asks it of new rows alone: blocks that could not wait for a warning stay as they were decided.
_RULE_AGAIN = """
ALTER TABLE moderation_measure ADD CONSTRAINT a_block_follows_a_warning_and_ends CHECK (
    (ends_on IS NULL AND kind = 'warning' AND review_on IS NULL AND warning_id IS NULL)
    OR (ends_on IS NOT NULL AND kind = 'block' AND review_on IS NOT NULL AND warning_id IS NOT NULL)
) NOT VALID
"""


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0024_whom_a_case_leaves_unnamed'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_RULE_ENDS, _RULE_AGAIN)],
            state_operations=[
                migrations.RemoveConstraint(model_name='measure', name='a_block_follows_a_warning_and_ends'),
            ],
        ),
        migrations.RunSQL(_BEFORE.reverse_sql, _BEFORE.sql),
        migrations.AddField(
            model_name='measure',
            name='mail',
            field=models.UUIDField(blank=True, help_text='The key of the mail with its words to the author.', null=True, unique=True),
        ),
        migrations.AddField(
            model_name='measure',
            name='unwarned',
            field=models.TextField(blank=True, db_default='', default='', help_text='Why a block could not wait for a warning.'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_on__isnull', True), ('kind', 'warning'), ('review_on__isnull', True), ('unwarned', ''), ('warning__isnull', True)), models.Q(('ends_on__isnull', False), ('kind', 'block'), ('review_on__isnull', False), models.Q(('warning__isnull', False), models.Q(('unwarned', ''), _negated=True), ('erased_at__isnull', False), _connector='OR')), _connector='OR'), name='a_block_follows_a_warning_and_ends'),
        ),
        sealed(_SEALED, once=_ONCE, erasable=(*_WORDS, "unwarned")),
        migrations.CreateModel(
            name='WarningGiven',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.TextField(blank=True)),
                ('given_on', models.DateField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('warning', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='moderation.measure')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('how', ''), _negated=True), ('erased_at__isnull', True)), models.Q(('erased_at__isnull', False), ('how', '')), _connector='OR'), name='a_warning_given_says_how')],
            },
        ),
        append_only("moderation_warninggiven", erasable=("how",)),
    ]
