"""Staff enter private accounts of their own to check them; none of these stands on the public list."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0018_when_minutes_are_published'),
        ('policies', '0022_the_portal_finds_what_an_item_is_about'),
    ]

    operations = [
        migrations.AlterField(
            model_name='personalaccount',
            name='capacity',
            field=models.CharField(choices=[('councillor', 'As a councillor only'), ('both', 'As a councillor and privately'), ('private', 'Privately')], max_length=12),
        ),
        migrations.AlterField(
            model_name='personalaccount',
            name='since',
            field=models.DateField(help_text='Since when they speak there, local date.'),
        ),
        migrations.AddConstraint(
            model_name='personalaccount',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['councillor', 'both', 'private'])), name='account_capacity_known'),
        ),
        migrations.AddConstraint(
            model_name='personalaccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('capacity', 'private'), _negated=True), ('may_be_listed', False), _connector='OR'), name='private_account_is_not_listed'),
        ),
    ]
