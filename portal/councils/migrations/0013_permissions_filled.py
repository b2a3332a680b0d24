"""Each permission names its council, and of several for the same thing one is open: the one that lasts longest."""

from typing import Any

from django.db import migrations
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Greatest, Now


def fill(apps: Any, schema_editor: Any) -> None:
    """Name the council of each, end what ran out when it did, and what a longer one covers now."""
    alias = schema_editor.connection.alias
    rows = apps.get_model("councils", "Permission").objects.using(alias)
    members = apps.get_model("councils", "Membership").objects.using(alias)
    of_holder = members.filter(pk=OuterRef("holder")).values("council")
    rows.filter(council=None).update(council=Subquery(of_holder))
    rows.filter(ended_at=None, until__lte=Now()).update(ended_at=F("until"))
    kept: set[tuple[int, str, str]] = set()
    open_rows = rows.filter(ended_at=None).order_by(F("until").desc(nulls_first=True), "pk")
    for pk, *same in open_rows.values_list("pk", "holder_id", "scope", "subject"):
        if (found := tuple(same)) in kept:
            covered = "Covered by a longer permission for the same."
            rows.filter(pk=pk).update(ended_at=Greatest(Now(), F("starts_at")), ended_because=covered)
        kept.add(found)


class Migration(migrations.Migration):
    dependencies = [("councils", "0012_permissions_say_for_what")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
