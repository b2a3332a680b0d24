"""What answers a complaint, or decides its review, names the item of the meeting that decided, where that is kept here."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0020_minutes_of_meetings'),
        ('policies', '0019_permissions_reminded_a_month_before'),
    ]

    operations = [
        migrations.AddField(
            model_name='complaintstep',
            name='agenda_item',
            field=models.ForeignKey(blank=True, help_text='Of the meeting that decided, where it is kept here.', null=True, on_delete=models.deletion.PROTECT, related_name='+', to='policies.agendaitem'),
        ),
    ]
