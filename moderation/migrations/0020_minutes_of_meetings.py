"""What a committee or the council decided in a case names the item of its meeting, where that is kept in the portal."""

from django.db import migrations, models


def _item():
    """Return the reference to an item of a meeting, empty where the minute was typed."""
    return models.ForeignKey(blank=True, help_text='Of the meeting that decided, where it is kept here.', null=True, on_delete=models.deletion.PROTECT, related_name='+', to='policies.agendaitem')


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0019_letters_that_close_a_notice'),
        ('policies', '0019_permissions_reminded_a_month_before'),
    ]

    operations = [
        migrations.AddField(model_name='conductcase', name='aside_item', field=_item()),
        migrations.AddField(model_name='conductoutcome', name='agenda_item', field=_item()),
        migrations.AddField(model_name='conductreview', name='agenda_item', field=_item()),
    ]
