"""A permission to draft may be for one matter and one channel, one to post for one matter."""

from django.db import migrations, models

TABLE = "councils_permission"
NAME = "permission_is_for_what_its_scope_says"

_OTHERS = (
    models.Q(('channel_id', None), ('position_id', None), ('scope', 'speak'), ('subject', '')),
    models.Q(('channel_id__isnull', False), ('matter_id', None), ('position_id', None), ('scope', 'manage'), ('subject', '')),
    models.Q(('channel_id', None), ('position_id', None), ('scope', 'share'), ('subject', '')),
    models.Q(('channel_id', None), ('matter_id', None), ('scope', 'quote_position'), ('subject', '')),
)
# The way back: what is narrower than the old form can say was never a permission for everything, so it ends; the old
# form then takes the row without what it cannot hold. Why it was given, and when, stays.
ENDED = (
    f"UPDATE {TABLE} SET ended_at = COALESCE(ended_at, GREATEST(now(), starts_at)),"
    " ended_because = CASE WHEN ended_at IS NULL THEN 'Ended on the way back to an older version of the portal.'"
    " ELSE ended_because END, matter_id = NULL,"
    " channel_id = CASE WHEN scope = 'post' THEN channel_id END"
    " WHERE scope IN ('draft_kind', 'post') AND"
    " (matter_id IS NOT NULL OR (scope = 'draft_kind' AND channel_id IS NOT NULL))"
)


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0015_wards_of_members'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='permission', name=NAME),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", [ENDED, "SET CONSTRAINTS ALL IMMEDIATE"]),
        migrations.AddConstraint(
            model_name='permission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('position_id', None), ('scope', 'draft_kind'), models.Q(('subject', ''), _negated=True)), _OTHERS[0], models.Q(('channel_id__isnull', False), ('position_id', None), ('scope', 'post')), *_OTHERS[1:], _connector='OR'), name=NAME),
        ),
    ]
