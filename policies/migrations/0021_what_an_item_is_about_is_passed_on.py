"""What an item is said to be about holds for what is begun from it; the word says of which item it was said first.

The way back forgets from which item a word was passed on, and keeps the word.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0013_revision_by_recording'),
        ('policies', '0020_pages_replaced_and_older_issues'),
    ]

    operations = [
        migrations.AddField(
            model_name='matterlink',
            name='passed_on_from',
            field=models.ForeignKey(blank=True, help_text='The item of which it was said, from which this one was begun.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.communication'),
        ),
        migrations.AddConstraint(
            model_name='matterlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('communication', models.F('passed_on_from')), _negated=True), ('passed_on_from__isnull', True), _connector='OR'), name='no_link_is_passed_on_from_its_own_item'),
        ),
        migrations.AddConstraint(
            model_name='matterlink',
            constraint=models.CheckConstraint(condition=models.Q(('about', True), ('passed_on_from__isnull', True), _connector='OR'), name='only_what_an_item_is_about_is_passed_on'),
        ),
    ]
