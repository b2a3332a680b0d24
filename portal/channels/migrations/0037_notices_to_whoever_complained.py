"""A notice may go to whoever complained to the council; its writer knows the address."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0036_followers_read'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_has_a_reader',
        ),
        # Taken back, whoever complained is told nothing any more.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            "DELETE FROM channels_notice WHERE recipient_id IS NULL AND object_type IN ('complaint', 'clerk_complaint')",
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('recipient__isnull', False), ('object_type__in', ('quote', 'reviewer', 'comment', 'complaint', 'clerk_complaint')), _connector='OR'), name='notice_has_a_reader'),
        ),
    ]
