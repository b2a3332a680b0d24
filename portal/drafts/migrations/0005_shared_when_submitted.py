"""From when a communication is the council's business and no longer its author's alone."""

from django.db import migrations, models

# What the office began, what has left the stage of a draft, and what was cleared (a correction is a draft again).
# The floor above adds what was submitted and came back: approvals/migrations/0004_submitted_is_shared.py.
SHARED_SO_FAR = """
    UPDATE drafts_communication c SET shared_at = c.changed_at
     WHERE c.stage <> 'draft'
        OR EXISTS (SELECT 1 FROM councils_membership m WHERE m.id = c.author_id AND m.role IN ('clerk', 'officer'))
        OR EXISTS (SELECT 1 FROM drafts_clearance l JOIN drafts_revision r ON r.id = l.revision_id
                    WHERE r.communication_id = c.id)
"""
NOBODY_KNOWS = "UPDATE drafts_communication SET shared_at = NULL"


class Migration(migrations.Migration):
    dependencies = [("drafts", "0004_revision_by_picture"), ("councils", "0004_invited_until_accepted")]

    operations = [
        migrations.AddField(
            model_name="communication",
            name="shared_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When it became the council's business, for good: submitted or issued for the first time, or "
                "begun by the clerk or an officer. Until then it is its author's and theirs who were invited.",
                null=True,
            ),
        ),
        migrations.RunSQL(SHARED_SO_FAR, NOBODY_KNOWS),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["draft"]), ("shared_at__isnull", False), _connector="OR"),
                name="only_a_draft_is_its_authors_alone",
            ),
        ),
    ]
