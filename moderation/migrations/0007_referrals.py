"""What a comment is dealt with as besides: requests, complaints and reports, open until somebody says what was done."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import sealed


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0006_rulings_on_networks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ruling',
            name='answering',
            field=models.CharField(blank=True, choices=[('reply', 'It is answered, or will be'), ('none_wanted', 'The question wants no answer'), ('answered', 'The same was said before and answered then'), ('nothing', 'It asks nothing and criticises nothing'), ('referred', 'It is dealt with as a request, a complaint or a report'), ('other', 'Another reason, given below')], max_length=12),
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('foi', 'A request for information (Freedom of Information Act 2000)'), ('data', 'A request about their own data (UK GDPR)'), ('complaint', 'A complaint'), ('service', 'A request for a service'), ('police', 'A report to the police'), ('platform', 'A report to the platform')], max_length=10)),
                ('due_on', models.DateField(help_text='The last day for it.')),
                ('reason', models.TextField(blank=True, help_text='What is asked, or why it is reported.')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.TextField(blank=True, help_text='What was done, with the reference it has there.')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='moderation.comment')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='councils.council')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['council', 'due_on'], name='referrals_open'), models.Index(fields=['comment'], name='referrals_of_comment')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['foi', 'data', 'complaint', 'service', 'police', 'platform'])), name='referral_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(models.Q(('outcome', ''), _negated=True), ('erased_at__isnull', False), _connector='OR')), _connector='OR'), name='a_closed_referral_says_what_was_done'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_referral_says_why'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('comment', 'kind'), name='one_open_referral_a_kind')],
            },
        ),
        sealed("moderation_referral", once="OLD.closed_at IS NOT NULL", erasable=("reason", "outcome")),
    ]
