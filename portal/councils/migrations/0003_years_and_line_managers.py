"""The database keeps retention within 1 to 50 years, and a line manager within the officer's own council."""

from django.db import migrations, models

# A row that breaks either rule stops the migration and nothing is changed: no verb could ever write one, so that
# somebody has to look at it.
LINE_MANAGER = (
    "ALTER TABLE councils_membership ADD CONSTRAINT line_manager_of_the_same_council"
    " FOREIGN KEY (line_manager_id, council_id) REFERENCES councils_membership (id, council_id)"
    " DEFERRABLE INITIALLY IMMEDIATE"
)


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_offices_and_bodies")]

    operations = [
        migrations.AddConstraint(
            model_name="council",
            constraint=models.CheckConstraint(
                condition=models.Q(("retention_years__gte", 1), ("retention_years__lte", 50)),
                name="texts_are_kept_for_1_to_50_years",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("id", "council"), name="membership_of_council"),
        ),
        migrations.RunSQL(
            LINE_MANAGER,
            "ALTER TABLE councils_membership DROP CONSTRAINT IF EXISTS line_manager_of_the_same_council",
        ),
    ]
