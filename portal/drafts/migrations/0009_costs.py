"""The account of what publicity cost: entries that are never changed, corrected by further ones."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0011_publicity_code'),
        ('drafts', '0008_quotes'),
        ('records', '0004_holds_are_sealed'),
    ]

    operations = [
        migrations.CreateModel(
            name='CostEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(choices=[('printing', 'Printing'), ('postage', 'Postage and delivery'), ('advertising', 'Advertising space'), ('design', 'Design and writing'), ('pictures', 'Pictures and film'), ('website', 'Website, mailing and other software'), ('staff', 'Staff time'), ('other', 'Something else'), ('none', 'Nothing was spent')], max_length=12)),
                ('what', models.CharField(blank=True, max_length=200)),
                ('spent_on', models.DateField(help_text='The day of the invoice or payment; it says which year it belongs to.')),
                ('net_pence', models.BigIntegerField(help_text='Without VAT.')),
                ('vat_pence', models.BigIntegerField(default=0)),
                ('supplier', models.CharField(blank=True, max_length=150)),
                ('invoice', models.CharField(blank=True, max_length=60)),
                ('authority', models.CharField(blank=True, help_text='Minute or line of the budget.', max_length=100)),
                ('staff_minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, help_text='Why the earlier entry was wrong.', max_length=300)),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('communication', models.ForeignKey(blank=True, help_text='The item that it was spent on; empty for publicity that is no one item.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='costs', to='drafts.communication')),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='drafts.costentry')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cost_entries', to='councils.council')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'ordering': ('spent_on', 'pk'),
                'indexes': [models.Index(fields=['council', 'spent_on', 'id'], name='account_of_council')],
                'constraints': [models.CheckConstraint(condition=models.Q(('net_pence__gte', 0), ('net_pence__lte', 1000000000), ('vat_pence__gte', 0), ('vat_pence__lte', models.F('net_pence'))), name='cost_amounts_can_be'), models.CheckConstraint(condition=models.Q(models.Q(('net_pence', 0), ('sort', 'none'), ('vat_pence', 0)), models.Q(('net_pence__gt', 0), ('sort__in', ['printing', 'postage', 'advertising', 'design', 'pictures', 'website', 'staff', 'other'])), _connector='OR'), name='cost_is_stated_or_none'), models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), models.Q(('what', ''), _negated=True)), models.Q(('authority', ''), ('erased_at__isnull', False), ('invoice', ''), ('reason', ''), ('supplier', ''), ('what', '')), _connector='OR'), name='cost_says_what_for'), models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('reason', '')), models.Q(('corrects__isnull', False), models.Q(models.Q(('reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR')), _connector='OR'), name='cost_correction_says_why'), models.CheckConstraint(condition=models.Q(('spent_on__gte', '1986-04-01'), ('spent_on__lt', '2200-01-01')), name='cost_in_our_time')],
            },
        ),
        append_only("drafts_costentry", erasable=("what", "supplier", "invoice", "authority", "reason")),
    ]
