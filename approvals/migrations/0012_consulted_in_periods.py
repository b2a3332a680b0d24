"""A view may be wanted while a period is in force: before a poll, in mourning."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0011_letters_received'),
    ]

    operations = [
        migrations.AlterField(
            model_name='consultrule',
            name='when',
            field=models.CharField(choices=[('always', 'always'), ('sensitive', 'where the rules find a confidential or sensitive matter in it'), ('period', 'while a period is in force: before a poll, in mourning')], default='always', max_length=10),
        ),
    ]
