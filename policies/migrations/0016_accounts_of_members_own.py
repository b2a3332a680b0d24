"""Accounts of members' own: what was declared, what was checked, who was asked; each of the council of its member."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


def of_its_members_council(table: str) -> migrations.RunSQL:
    """Tie the member of a row of ``table`` to the row's council."""
    called = f"{table}_member_of_the_same_council"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {called}"
        " FOREIGN KEY (member_id, council_id) REFERENCES councils_membership (id, council_id)",
        f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {called}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0014_permissions_are_of_one_council'),
        ('policies', '0015_what_needs_a_permission'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonalAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(choices=[('facebook', 'Facebook'), ('instagram', 'Instagram'), ('x', 'X (formerly Twitter)'), ('bluesky', 'Bluesky'), ('mastodon', 'Mastodon'), ('threads', 'Threads'), ('tiktok', 'TikTok'), ('youtube', 'YouTube'), ('linkedin', 'LinkedIn'), ('nextdoor', 'Nextdoor'), ('whatsapp', 'WhatsApp'), ('website', 'Website or blog'), ('other', 'Another network')], max_length=20)),
                ('address', models.CharField(help_text='Its web address, or its name there.', max_length=300)),
                ('capacity', models.CharField(choices=[('councillor', 'As a councillor only'), ('both', 'As a councillor and privately')], max_length=12)),
                ('since', models.DateField(help_text='Since when they speak there as a councillor, local date.')),
                ('declared_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirm_by', models.DateField(help_text='When it is to be checked again: a year after the last time.')),
                ('reminded_for', models.DateField(blank=True, help_text='The day of confirm_by told last.', null=True)),
                ('may_be_listed', models.BooleanField(default=False, help_text='The member consents to the public list.')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='personal_accounts', to='councils.council')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='personal_accounts', to='councils.membership')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['council', 'confirm_by'], name='accounts_of_council'),
                ],
                'constraints': [
                    models.UniqueConstraint(models.F('member'), models.F('network'), django.db.models.functions.text.Lower('address'), condition=models.Q(('retired_at__isnull', True)), name='account_declared_once'),
                    models.CheckConstraint(condition=models.Q(('network__in', ['facebook', 'instagram', 'x', 'bluesky', 'mastodon', 'threads', 'tiktok', 'youtube', 'linkedin', 'nextdoor', 'whatsapp', 'website', 'other'])), name='account_network_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('address', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='account_has_an_address'),
                    models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), ('retired_at__isnull', False), _connector='OR'), name='account_erased_once_retired'),
                    models.CheckConstraint(condition=models.Q(('retired_at__isnull', True), ('retired_at__gte', models.F('declared_at')), _connector='OR'), name='account_retired_after_declared'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AccountCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('no_council_email', models.BooleanField(help_text='No email address of the council is used for it.')),
                ('no_logo', models.BooleanField(help_text='It shows no logo or crest of the council.')),
                ('disclaimer_shown', models.BooleanField(help_text='The disclaimer stands on it.')),
                ('not_official_name', models.BooleanField(help_text="Its name does not look like the council's.")),
                ('clause', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.clause')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='policies.personalaccount')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['account', '-checked_at'], name='checks_of_account'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AccountRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.CharField(blank=True, choices=[('declared', 'Declared an account'), ('none', 'Has no such account'), ('declined', 'Takes no part')], max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_requests', to='councils.council')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_requests', to='councils.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('member',), name='one_open_account_request'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answer__in', ['declared', 'none', 'declined']), ('answered_at__isnull', False)), _connector='OR'), name='account_request_answered_with_a_moment')],
            },
        ),
        append_only("policies_accountcheck"),
        of_its_members_council("policies_personalaccount"),
        of_its_members_council("policies_accountrequest"),
    ]
