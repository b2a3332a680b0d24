"""A permission is of one council, its holder's, for what its scope says; no two open ones are for the same."""

import django.db.models.deletion
from django.db import migrations, models


HOLDER = (
    "ALTER TABLE councils_permission ADD CONSTRAINT permission_holder_of_the_same_council"
    " FOREIGN KEY (holder_id, council_id) REFERENCES councils_membership (id, council_id)"
)


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0013_permissions_filled'),
    ]

    operations = [
        migrations.AlterField(
            model_name='permission',
            name='council',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permissions', to='councils.council'),
        ),
        migrations.AddIndex(
            model_name='permission',
            index=models.Index(fields=['council', '-starts_at'], name='permissions_of_council'),
        ),
        migrations.AddIndex(
            model_name='permission',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), ('until__isnull', False)), fields=['until'], name='permission_runs_out'),
        ),
        migrations.AddConstraint(
            model_name='permission',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', False), ('ended_by__isnull', True), _connector='OR'), name='permission_ended_by_has_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='permission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel_id', None), ('matter_id', None), ('position_id', None), ('scope', 'draft_kind'), models.Q(('subject', ''), _negated=True)), models.Q(('channel_id', None), ('position_id', None), ('scope', 'speak'), ('subject', '')), models.Q(('channel_id__isnull', False), ('matter_id', None), ('position_id', None), ('scope', 'post')), models.Q(('channel_id__isnull', False), ('matter_id', None), ('position_id', None), ('scope', 'manage'), ('subject', '')), models.Q(('channel_id', None), ('position_id', None), ('scope', 'share'), ('subject', '')), models.Q(('channel_id', None), ('matter_id', None), ('scope', 'quote_position'), ('subject', '')), _connector='OR'), name='permission_is_for_what_its_scope_says'),
        ),
        migrations.AddConstraint(
            model_name='permission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scope', 'share'), models.Q(('shared_with', ''), _negated=True), models.Q(('communication_id__isnull', False), ('matter_id__isnull', False), models.Q(('document', ''), _negated=True), _connector='OR')), models.Q(('ended_at__isnull', False), ('erased_at__isnull', False), ('scope', 'share')), models.Q(models.Q(('scope', 'share'), _negated=True), ('communication_id', None), ('document', ''), ('shared_with', '')), _connector='OR'), name='permission_to_share_names_with_whom'),
        ),
        migrations.AddConstraint(
            model_name='permission',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('holder', 'scope', 'subject', 'channel_id', 'matter_id', 'position_id', 'communication_id', 'document', 'shared_with'), name='one_open_permission_for_the_same', nulls_distinct=False),
        ),
        migrations.RunSQL(
            HOLDER,
            "ALTER TABLE councils_permission DROP CONSTRAINT IF EXISTS permission_holder_of_the_same_council",
        ),
    ]
