"""What was adopted stays as it was adopted; a rule can end, and changes in nothing else."""

from django.db import migrations

from portal.records.immutability import append_only

_CLAUSES = """
CREATE OR REPLACE FUNCTION policies_clause_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version_of bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM policies_version WHERE id = version_of AND state <> 'draft')
       OR (TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id) THEN
        RAISE EXCEPTION 'a clause of an adopted version stays as it was adopted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""

# From draft a version may become anything the checks of its columns allow; from then on it may only be reviewed,
# and be superseded, once.
_VERSIONS = """
CREATE OR REPLACE FUNCTION policies_version_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['state', 'in_force_until', 'review_due', 'reviewed_on'];
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF NEW.policy_id = OLD.policy_id AND NEW.number = OLD.number THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - moving) = (to_jsonb(OLD) - moving)
       AND (NEW.state = OLD.state OR (OLD.state = 'adopted' AND NEW.state = 'superseded'))
       AND (OLD.in_force_until IS NULL OR NEW.in_force_until = OLD.in_force_until) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an adopted version of a policy stays as it was adopted' USING ERRCODE = 'restrict_violation';
END $$
"""

_RULES = """
CREATE OR REPLACE FUNCTION policies_rule_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
       AND (to_jsonb(NEW) - 'ended_at'::text) = (to_jsonb(OLD) - 'ended_at'::text) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a rule can end; a change is a new rule' USING ERRCODE = 'restrict_violation';
END $$
"""


def _trigger(name: str, table: str, events: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_documents_rules_circumstances"), ("records", "0002_append_only")]

    operations = [
        migrations.RunSQL(_CLAUSES, "DROP FUNCTION IF EXISTS policies_clause_of_draft()"),
        migrations.RunSQL(_VERSIONS, "DROP FUNCTION IF EXISTS policies_version_moves()"),
        migrations.RunSQL(_RULES, "DROP FUNCTION IF EXISTS policies_rule_only_ends()"),
        _trigger(
            "policies_clause_stays", "policies_clause", "INSERT OR UPDATE OR DELETE", "policies_clause_of_draft"
        ),
        _trigger("policies_version_stays", "policies_version", "UPDATE OR DELETE", "policies_version_moves"),
        _trigger("policies_rule_only_ends", "policies_rule", "UPDATE", "policies_rule_only_ends"),
        migrations.RunSQL(
            "CREATE TRIGGER policies_rule_no_delete BEFORE DELETE ON policies_rule"
            " FOR EACH ROW EXECUTE FUNCTION records_refuse_change()",
            "DROP TRIGGER IF EXISTS policies_rule_no_delete ON policies_rule",
        ),
        append_only("policies_acknowledgement"),
        append_only("policies_signature"),
        append_only("policies_pledger"),
    ]
