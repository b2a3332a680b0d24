"""What a press contact is, their telephone, and how they agreed to get press mail."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0012_days_of_issues'),
        ('councils', '0009_press_hours'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='agreed',
            field=models.CharField(blank=True, db_default='', default='', help_text="How and when they agreed to get the council's press mail.", max_length=200),
        ),
        migrations.AddField(
            model_name='contact',
            name='kind',
            field=models.CharField(choices=[('newspaper', 'Newspaper or magazine'), ('radio', 'Radio station'), ('television', 'Television'), ('online', 'Online'), ('journalist', 'Journalist of their own'), ('partner', 'Partner organisation')], db_default='newspaper', default='newspaper', max_length=10),
        ),
        migrations.AddField(
            model_name='contact',
            name='telephone',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['newspaper', 'radio', 'television', 'online', 'journalist', 'partner'])), name='contact_kind_known'),
        ),
    ]
