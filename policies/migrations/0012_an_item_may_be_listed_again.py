"""An item decided about may be listed again where something new stands against it: one open decision at a time."""

from typing import Any

from django.db import migrations, models


def keep_the_latest(apps: Any, schema_editor: Any) -> None:
    """Going back: of several decisions about an item in a period the latest stays; the record keeps them all."""
    decisions = apps.get_model("policies", "PeriodDecision").objects.using(schema_editor.connection.alias)
    later = decisions.filter(
        period=models.OuterRef("period"), communication=models.OuterRef("communication"), pk__gt=models.OuterRef("pk")
    )
    decisions.filter(models.Exists(later)).delete()


class Migration(migrations.Migration):
    dependencies = [("policies", "0011_hits_on_closed_matters")]

    operations = [
        migrations.AddConstraint(
            model_name="perioddecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "open")),
                fields=("period", "communication"),
                name="one_open_period_decision",
            ),
        ),
        migrations.RemoveConstraint(model_name="perioddecision", name="period_decision_once"),
        migrations.RunPython(migrations.RunPython.noop, keep_the_latest),
    ]
