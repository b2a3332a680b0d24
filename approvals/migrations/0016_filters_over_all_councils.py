"""Filters are kept for the list of all of somebody's councils too. Going back removes those: one council cannot read them."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def remove_those_of_all(apps: Any, schema_editor: Any) -> None:
    filters = apps.get_model("approvals", "SavedFilter").objects.using(schema_editor.connection.alias)
    filters.filter(owner=None).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0015_findings_name_their_document'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='savedfilter',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to='councils.membership'),
        ),
        migrations.RunPython(migrations.RunPython.noop, remove_those_of_all),
        migrations.AddField(
            model_name='savedfilter',
            name='user',
            field=models.ForeignKey(blank=True, help_text='Whose it is, where it is one of the list of all their councils.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='a_filter_of_all_has_its_own_name'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('user', 'place'), name='a_filter_of_all_has_its_own_place'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('owner__isnull', False), ('user__isnull', True)), models.Q(('owner__isnull', True), ('user__isnull', False)), _connector='OR'), name='a_saved_filter_is_one_person_s'),
        ),
    ]
