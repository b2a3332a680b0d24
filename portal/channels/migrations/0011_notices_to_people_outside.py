"""A notice may go to a speaker outside the council; its writer knows the address."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0010_confirmed_one_by_one'),
        ('councils', '0007_written_quote_approvals'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='recipient',
            field=models.ForeignKey(blank=True, help_text='Empty for somebody outside the council: its writer knows whom.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='councils.membership'),
        ),
        # Taken back, who is outside is told nothing any more.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DELETE FROM channels_notice WHERE recipient_id IS NULL"
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('recipient__isnull', False), ('object_type__in', ('quote',)), _connector='OR'), name='notice_has_a_reader'),
        ),
    ]
