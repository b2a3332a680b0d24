"""Routes of more than one step. The last is the clerk's: an approval by anybody else is refused by the database."""

import django.db.models.deletion
from django.db import migrations, models

from portal.records.immutability import sealed

SAID = """
    OLD.said <> ''
    OR (NEW.council_id, NEW.communication_id, NEW.review_id, NEW.revision_id, NEW.number, NEW.mode, NEW.office,
        NEW.member_id)
       IS DISTINCT FROM
       (OLD.council_id, OLD.communication_id, OLD.review_id, OLD.revision_id, OLD.number, OLD.mode, OLD.office,
        OLD.member_id)
"""
# Whatever a route, a delegation or a setting says: a review is approved by the clerk or an officer, never by a member.
ONLY_OFFICERS = """
CREATE FUNCTION approvals_only_officers_approve() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM councils_membership WHERE id = NEW.decided_by_id AND council_id = NEW.council_id
               AND role IN ('clerk', 'officer')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'only the clerk or an officer approves, never a member' USING ERRCODE = 'restrict_violation';
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0007_consultations'),
        ('councils', '0010_authors_name_reviewers'),
        ('drafts', '0008_quotes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('press_release', 'Press release'), ('notice', 'Notice'), ('social_post', 'Social post'), ('letter', 'Letter'), ('magazine_article', 'Magazine article'), ('leaflet', 'Leaflet'), ('web_page', 'Web page'), ('survey_invitation', 'Survey invitation'), ('email_bulletin', 'Email bulletin')], max_length=30)),
                ('ends_with', models.CharField(default='clerk', editable=False, max_length=20)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='councils.council')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('council', 'kind'), name='route_once_per_kind'),
                    models.CheckConstraint(condition=models.Q(('ends_with', 'clerk')), name='the_last_step_is_the_clerks_clearance'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RouteParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('mode', models.CharField(choices=[('any', 'any one of them'), ('all', 'all of them')], max_length=3)),
                ('office', models.CharField(blank=True, choices=[('clerk', 'Clerk'), ('officer', 'Officer'), ('chair', 'Chairman or Mayor'), ('deputy', 'Vice Chairman or Deputy Mayor'), ('committee_chair', 'Committee chairman'), ('councillor', 'Councillor'), ('co_opted', 'Co-opted member'), ('volunteer', 'Volunteer'), ('contractor', 'Contractor'), ('partner', 'Partner'), ('auditor', 'Auditor')], max_length=20)),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('route', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='approvals.route')),
            ],
            options={
                'verbose_name_plural': 'route parties',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', False), ('office', '')), models.Q(models.Q(('office', ''), _negated=True), ('member__isnull', True)), _connector='OR'), name='route_party_is_office_or_person'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 3)), name='route_steps_are_few'),
                    models.UniqueConstraint(fields=('route', 'number', 'office', 'member'), name='route_party_once', nulls_distinct=False),
                ],
            },
        ),
        migrations.CreateModel(
            name='StepAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('mode', models.CharField(choices=[('any', 'any one of them'), ('all', 'all of them')], max_length=3)),
                ('office', models.CharField(blank=True, choices=[('clerk', 'Clerk'), ('officer', 'Officer'), ('chair', 'Chairman or Mayor'), ('deputy', 'Vice Chairman or Deputy Mayor'), ('committee_chair', 'Committee chairman'), ('councillor', 'Councillor'), ('co_opted', 'Co-opted member'), ('volunteer', 'Volunteer'), ('contractor', 'Contractor'), ('partner', 'Partner'), ('auditor', 'Auditor')], max_length=20)),
                ('said', models.CharField(blank=True, choices=[('agrees', 'Agreed'), ('objects', 'Objected')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('said_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('communication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps_asked', to='drafts.communication')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps_asked', to='councils.council')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='approvals.review')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.revision')),
                ('said_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('said', '')), fields=['member'], name='steps_waiting_for_member'),
                    models.Index(condition=models.Q(('said', '')), fields=['council', 'office'], name='steps_waiting_for_office'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', False), ('office', '')), models.Q(models.Q(('office', ''), _negated=True), ('member__isnull', True)), _connector='OR'), name='step_is_asked_of_office_or_person'),
                    models.CheckConstraint(condition=models.Q(models.Q(('said', ''), ('said_at__isnull', True), ('said_by__isnull', True)), models.Q(('said__in', ['agrees', 'objects']), ('said_at__isnull', False), ('said_by__isnull', False)), _connector='OR'), name='step_is_said_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('said', 'objects'), _negated=True), models.Q(('reason', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='an_objection_says_why'),
                    models.UniqueConstraint(fields=('review', 'revision', 'number', 'office', 'member'), name='step_asked_once', nulls_distinct=False),
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE approvals_stepask ADD CONSTRAINT step_of_its_communication"
            " FOREIGN KEY (revision_id, communication_id) REFERENCES drafts_revision (id, communication_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE approvals_stepask DROP CONSTRAINT IF EXISTS step_of_its_communication",
        ),
        sealed("approvals_stepask", once=SAID, erasable=("reason",)),
        migrations.RunSQL(ONLY_OFFICERS, "DROP FUNCTION approvals_only_officers_approve()"),
        migrations.RunSQL(
            "CREATE TRIGGER approvals_review_only_officers BEFORE UPDATE OF state ON approvals_review"
            " FOR EACH ROW WHEN (NEW.state = 'approved' AND OLD.state <> 'approved')"
            " EXECUTE FUNCTION approvals_only_officers_approve()",
            "DROP TRIGGER IF EXISTS approvals_review_only_officers ON approvals_review",
        ),
    ]
