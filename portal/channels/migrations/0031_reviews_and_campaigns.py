"""Yearly reviews of channels, and paid campaigns with their entries of the account: new tables, nothing is moved."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0030_links_that_prove_a_post'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('drafts', '0011_recordings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150)),
                ('place', models.CharField(help_text='Where it runs: a network, a paper, a station.', max_length=150)),
                ('audience', models.CharField(max_length=300)),
                ('aim', models.CharField(max_length=500)),
                ('budget_pence', models.BigIntegerField(help_text='Without VAT.')),
                ('authority', models.CharField(help_text='Minute or line of the budget.', max_length=100)),
                ('begins_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('regard', models.CharField(blank=True, max_length=1000)),
                ('reach', models.PositiveIntegerField(blank=True, null=True)),
                ('clicks', models.PositiveIntegerField(blank=True, null=True)),
                ('results', models.PositiveIntegerField(blank=True, null=True)),
                ('result_called', models.CharField(blank=True, help_text='Such as: sign-ups.', max_length=80)),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='channels.channel')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='councils.council')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
        ),
        migrations.CreateModel(
            name='CampaignCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.campaign')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='campaign_cost', to='drafts.costentry')),
            ],
        ),
        migrations.AddField(
            model_name='campaign',
            name='costs',
            field=models.ManyToManyField(related_name='campaigns', through='channels.CampaignCost', to='drafts.costentry'),
        ),
        migrations.CreateModel(
            name='ChannelReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('posts', models.PositiveIntegerField(help_text='Issues that went out on it.')),
                ('corrections', models.PositiveIntegerField()),
                ('withdrawals', models.PositiveIntegerField()),
                ('longest_silence', models.PositiveIntegerField(help_text='Days.')),
                ('followers', models.PositiveIntegerField(blank=True, null=True)),
                ('replies', models.PositiveIntegerField(blank=True, null=True)),
                ('response_hours', models.PositiveIntegerField(blank=True, help_text='How long residents waited for an answer, as a rule.', null=True)),
                ('note', models.CharField(help_text='Is this still where residents are?', max_length=1000)),
                ('drawn_up_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decision', models.CharField(blank=True, choices=[('kept', 'Kept as it is'), ('changed', 'Kept with changes'), ('closed', 'To be closed for good')], max_length=7)),
                ('minute_reference', models.CharField(blank=True, max_length=80)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('changes', models.CharField(blank=True, help_text='What the council wants to be otherwise.', max_length=500)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='channels.channel')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channel_reviews', to='councils.council')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('drawn_up_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['channel', '-drawn_up_at'], name='reviews_of_channel'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('channel',), name='one_review_at_a_time'),
                    models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='review_ends_later'),
                    models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='review_says_where_residents_are'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('decided_on__isnull', True), ('decision', '')), models.Q(('decided_on__isnull', False), ('decision__in', ['kept', 'changed', 'closed']), ('decided_by__isnull', False), models.Q(('minute_reference', ''), _negated=True)), _connector='OR'), name='review_decided_by_a_minute'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decision', 'changed'), _negated=True), models.Q(('changes', ''), _negated=True), _connector='OR'), name='review_says_what_changes'),
                ],
            },
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(fields=['council', '-begins_on'], name='campaigns_of_council'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('begins_on'))), name='campaign_ends_later'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('budget_pence__gte', 0), ('budget_pence__lte', 1000000000)), name='campaign_budget_can_be'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('results__isnull', True), models.Q(('result_called', ''), _negated=True), _connector='OR'), name='campaign_names_its_results'),
        ),
    ]
