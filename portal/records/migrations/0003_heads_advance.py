"""The head of a ledger only moves on with its chain, and is never deleted; an emptied list is an erased text too."""

from django.db import migrations

from portal.records.immutability import heads_advance, lists_are_erasable


class Migration(migrations.Migration):
    dependencies = [("records", "0002_append_only")]

    operations = [*heads_advance(), lists_are_erasable()]
