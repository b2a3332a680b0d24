"""A notice may go to a reviewer outside the council; its writer knows the address."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0013_what_contacts_are'),
        ('councils', '0010_authors_name_reviewers'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_has_a_reader',
        ),
        # Taken back, reviewers outside are told nothing any more.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            "DELETE FROM channels_notice WHERE recipient_id IS NULL AND object_type = 'reviewer'",
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('recipient__isnull', False), ('object_type__in', ('quote', 'reviewer')), _connector='OR'), name='notice_has_a_reader'),
        ),
    ]
