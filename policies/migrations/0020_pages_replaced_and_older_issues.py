"""A signed page that was filed by mistake stays, and another stands in its place; a period notes how far it looked back.

The way back is open while no page was replaced: what is in the record is not taken out of it.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('policies', '0019_permissions_reminded_a_month_before'),
    ]

    operations = [
        migrations.AddField(
            model_name='period',
            name='looked_back_to',
            field=models.BigIntegerField(blank=True, help_text='The oldest issue in public that was looked through, while there are older ones.', null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='reason',
            field=models.TextField(blank=True, db_default='', default='', help_text='Why it replaces a page.'),
        ),
        migrations.AddField(
            model_name='signature',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='policies.signature'),
        ),
        migrations.AlterField(
            model_name='signature',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='policies.version'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('version',), name='one_first_signature_per_version'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('replaces__isnull', True)), models.Q(('replaces__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='a_signature_says_why_it_replaces_another'),
        ),
    ]
