"""What needs the clerk's permission, who was reminded of its end; what a permission is for is of its council."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


NAMED = {
    "councils_permission": {
        "channel": "channels_channel",
        "matter": "policies_matter",
        "position": "policies_position",
        "communication": "drafts_communication",
    },
    "policies_permissionrule": {"channel": "channels_channel"},
}


def of_the_same_council(table: str, name: str, target: str) -> migrations.RunSQL:
    """Tie a key of ``table`` to a row of ``target`` in the same council; an empty key names nothing."""
    called = f"{table}_{name}_of_the_same_council"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {called}"
        f" FOREIGN KEY ({name}_id, council_id) REFERENCES {target} (id, council_id)",
        f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {called}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0016_channels_named_with_their_council'),
        ('councils', '0014_permissions_are_of_one_council'),
        ('drafts', '0010_items_named_with_their_council'),
        ('records', '0002_append_only'),
        ('policies', '0014_when_days_were_changed'),
    ]

    operations = [
        migrations.CreateModel(
            name='PermissionReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(help_text='Days before the end: 14 or 3.')),
                ('told', models.BooleanField(help_text='False where the portal was away until a later step had come.')),
                ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='PermissionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('speak', 'Speak for the council'), ('post', 'Post on a channel'), ('quote_position', 'Quote an agreed position')], max_length=20)),
                ('clause', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.UniqueConstraint(fields=('id', 'council'), name='matter_with_its_council'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.UniqueConstraint(fields=('id', 'council'), name='position_with_its_council'),
        ),
        migrations.AddField(
            model_name='permissionreminder',
            name='permission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='councils.permission'),
        ),
        migrations.AddField(
            model_name='permissionrule',
            name='channel',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel'),
        ),
        migrations.AddField(
            model_name='permissionrule',
            name='council',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permission_rules', to='councils.council'),
        ),
        migrations.AddConstraint(
            model_name='permissionreminder',
            constraint=models.UniqueConstraint(fields=('permission', 'days'), name='permission_reminded_once'),
        ),
        migrations.AddConstraint(
            model_name='permissionreminder',
            constraint=models.CheckConstraint(condition=models.Q(('days__in', (14, 3))), name='permission_reminder_step_known'),
        ),
        migrations.AddConstraint(
            model_name='permissionrule',
            constraint=models.UniqueConstraint(fields=('council', 'act', 'channel'), name='permission_rule_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='permissionrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'post'), ('channel__isnull', False)), models.Q(('act__in', ['speak', 'quote_position']), ('channel__isnull', True)), _connector='OR'), name='permission_rule_is_for_what_it_says'),
        ),
        append_only("policies_permissionreminder"),
        *(
            of_the_same_council(table, name, target)
            for table, keys in NAMED.items()
            for name, target in keys.items()
        ),
    ]
