"""A rule may allow that whoever decides waives its block; what there is already allows nothing of the kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0006_extra_days")]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="waivable",
            field=models.BooleanField(
                default=False,
                db_default=False,
                help_text="Whoever decides may waive a finding that blocks, with a typed reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(("waivable", False), ("severity", "block"), _connector="OR"),
                name="only_a_block_is_waived",
            ),
        ),
    ]
