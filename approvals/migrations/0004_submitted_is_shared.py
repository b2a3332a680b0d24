"""What was submitted once stays the council's business, also when it was taken back or returned and edited since."""

from django.db import migrations

SUBMITTED = """
    UPDATE drafts_communication c SET shared_at = first.submitted_at
      FROM (SELECT communication_id, min(submitted_at) AS submitted_at FROM approvals_review GROUP BY 1) first
     WHERE first.communication_id = c.id AND c.shared_at IS NULL
"""
# Taken back, what had come back to its author's desk is their own again, as the migration below left it.
AS_BEFORE = """
    UPDATE drafts_communication c SET shared_at = NULL
      FROM (SELECT communication_id, min(submitted_at) AS submitted_at FROM approvals_review GROUP BY 1) first
     WHERE first.communication_id = c.id AND c.stage = 'draft' AND c.shared_at = first.submitted_at
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_what_is_said_to_findings"), ("drafts", "0005_shared_when_submitted")]

    operations = [migrations.RunSQL(SUBMITTED, AS_BEFORE)]
