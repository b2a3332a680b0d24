"""Who of those who may decide had a review's text before them: what changed since is compared with that."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0013_regard_with_issues_at_once'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='read_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='review',
            name='read_by',
            field=models.ForeignKey(blank=True, help_text='Who of those who may decide had its text before them last.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('read_at__isnull', True), ('read_by__isnull', True)), models.Q(('read_at__isnull', False), ('read_by__isnull', False)), _connector='OR'), name='a_reading_has_somebody'),
        ),
    ]
