"""A closed item names the matter that it is about; one whose decision was released is about the matter released."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def link_released(apps: Any, schema_editor: Any) -> None:
    """Let each closed item whose decision was released name the matter of that decision."""
    alias = schema_editor.connection.alias
    matters = apps.get_model("policies", "Matter").objects.using(alias).filter(decision_only=True)
    items = apps.get_model("policies", "AgendaItem").objects.using(alias)
    for matter, item in matters.filter(released_by_item__isnull=False).values_list("pk", "released_by_item"):
        items.filter(pk=item, matter__isnull=True).update(matter_id=matter)


class Migration(migrations.Migration):
    dependencies = [("policies", "0012_an_item_may_be_listed_again")]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="matter",
            field=models.ForeignKey(
                blank=True,
                help_text="What a closed item is about: confidential until an open reference releases it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="policies.matter",
            ),
        ),
        migrations.RunPython(link_released, migrations.RunPython.noop),
    ]
