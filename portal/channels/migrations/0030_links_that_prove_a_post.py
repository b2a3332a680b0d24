"""A post on a network by hand is proved by its link: a further column, and the check on proofs that takes it as one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0029_the_register_of_channels'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='proof',
            name='a_proof_shows_or_says_something',
        ),
        migrations.AddField(
            model_name='proof',
            name='link',
            field=models.URLField(blank=True, db_default='', default='', help_text='Where it is to be seen on a network.', max_length=300),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('photo_sha256', ''), _negated=True), models.Q(('word', ''), _negated=True), models.Q(('minute', ''), _negated=True), models.Q(('link', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_proof_shows_or_says_something'),
        ),
    ]
