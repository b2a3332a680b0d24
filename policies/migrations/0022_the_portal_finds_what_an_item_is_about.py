"""What the portal found an item to be about by words is nobody's word.

The way back gives it to whoever began the item, as it was before.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def _by_whoever_began_it(apps: Any, schema_editor: Any) -> None:
    """On the way back: give what nobody said to the author of the item."""
    link = apps.get_model("policies", "MatterLink")
    items = apps.get_model("drafts", "Communication").objects.filter(pk=OuterRef("communication"))
    link.objects.filter(said_by__isnull=True).update(said_by=Subquery(items.values("author")[:1]))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table changes while rows wait to be checked


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0021_what_an_item_is_about_is_passed_on'),
    ]

    operations = [
        migrations.AlterField(
            model_name='matterlink',
            name='said_by',
            field=models.ForeignKey(blank=True, help_text='Empty where the portal found the matter named.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddConstraint(
            model_name='matterlink',
            constraint=models.CheckConstraint(condition=models.Q(('about', True), ('said_by__isnull', False), _connector='OR'), name='only_somebody_says_an_item_is_not_about_it'),
        ),
        migrations.RunPython(migrations.RunPython.noop, _by_whoever_began_it),
    ]
