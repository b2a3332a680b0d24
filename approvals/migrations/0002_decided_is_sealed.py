"""A decided review, a finding and a done second look are never changed; retention may erase their words."""

from django.db import migrations, models

from portal.records.immutability import append_only, sealed

DECIDED = """
    OLD.state NOT IN ('waiting', 'claimed')
    OR (NEW.council_id, NEW.communication_id, NEW.submitted_by_id)
       IS DISTINCT FROM (OLD.council_id, OLD.communication_id, OLD.submitted_by_id)
"""
LOOKED = """
    OLD.done_at IS NOT NULL
    OR (NEW.council_id, NEW.communication_id, NEW.clearance_id, NEW.issued_by_id, NEW.owed_since, NEW.waived_findings)
       IS DISTINCT FROM
       (OLD.council_id, OLD.communication_id, OLD.clearance_id, OLD.issued_by_id, OLD.owed_since, OLD.waived_findings)
"""
# Taken back, the columns that say when a text was erased go, and the old constraints want words again.
WORDS_AGAIN = [
    "UPDATE approvals_review SET reason = '(erased)' WHERE reason = '' AND state IN ('returned', 'rejected')",
    "UPDATE approvals_secondlook SET verdict = '(erased)' WHERE verdict = '' AND done_at IS NOT NULL",
]


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0001_initial'),
        ('records', '0003_heads_advance'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='review',
            name='a_refusal_says_why',
        ),
        migrations.RemoveConstraint(
            model_name='secondlook',
            name='second_look_says_what',
        ),
        migrations.RunSQL(migrations.RunSQL.noop, WORDS_AGAIN),
        migrations.AddField(
            model_name='review',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='reviewfinding',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['returned', 'rejected']), _negated=True), models.Q(('reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_refusal_says_why'),
        ),
        migrations.AddConstraint(
            model_name='secondlook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False), models.Q(models.Q(('verdict', ''), _negated=True), ('erased_at__isnull', False), _connector='OR')), _connector='OR'), name='second_look_says_what'),
        ),
        sealed("approvals_review", once=DECIDED, erasable=("message", "reason")),
        sealed("approvals_secondlook", once=LOOKED, erasable=("verdict", "waived_findings")),
        append_only("approvals_reviewfinding", erasable=("message",)),
    ]
