"""A post may be the short version of another item, to whose full story it leads. A new table, empty at first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0040_the_portal_at_servers_where_people_sign_in'),
        ('drafts', '0013_revision_by_recording'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShortVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('communication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='short_of', to='drafts.communication')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='short_versions', to='drafts.communication')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('communication', models.F('of')), _negated=True), name='no_item_is_short_of_itself')],
            },
        ),
    ]
