"""What may speak for a council, and what may stop it: dotted paths, each a reviewed line.

Nothing here is the side effect of an installed package. The settings carry these lists under the same names.
"""

CONNECTORS: list[str] = [
    "portal.channels.connectors.newsroom.NewsroomConnector",
    "portal.channels.connectors.press_email.PressEmailConnector",
    "portal.channels.connectors.letter.LetterConnector",
    "portal.channels.connectors.letter_mail.LetterMailConnector",
    "portal.channels.connectors.mastodon.MastodonConnector",
    "portal.channels.connectors.bluesky.BlueskyConnector",
    "portal.channels.connectors.facebook.FacebookConnector",
    "portal.channels.connectors.x.XConnector",
    "portal.channels.connectors.wordpress.WordPressConnector",
    "portal.channels.connectors.webhook.WebhookConnector",
    "portal.channels.connectors.mailbox.MailboxConnector",
    "portal.channels.connectors.on_paper.NoticeboardConnector",
    "portal.channels.connectors.on_paper.PosterConnector",
    "portal.channels.connectors.on_paper.LeafletConnector",
    "portal.channels.connectors.on_paper.MeetingConnector",
    "portal.channels.connectors.on_paper.MagazineConnector",
    "portal.channels.connectors.manual.ManualConnector",
]
# Which of them go out in public, so that every member may read what they carried (portal/drafts/gates.py).
PUBLIC_OUTPUTS: str = "portal.channels.connectors.choosing.outputs_in_public"
DRAFTING_GATES: list[str] = [
    "policies.drafting.may_draft_this_kind",
    "approvals.gates.only_the_reviewer_while_submitted",
    "policies.periods.gates.members_leave_publicity",
]
READING_GATES: list[str] = ["policies.matters.hiding.hidden_from"]
BARRING_GATES: list[str] = ["policies.matters.hiding.barred_from"]
# What keeps of a submitted item what its text weighs, told when the text changes (portal/drafts/followed.py).
TEXT_FOLLOWERS: list[str] = ["approvals.following.follow_text"]
COMMENT_TRIAL = "moderation.trying_rules.found_in_comment"
# What of an item goes with whatever is begun from it: a copy, its short version (portal/drafts/passing_on.py).
PASSED_ON: list[str] = [
    "policies.matters.inheriting.matters_of",
    "approvals.consulting.inheriting.concerns_of",
    "portal.channels.shortening.told_in_full_by",
]
SENDING_GATES: list[str] = [
    "policies.matters.flagging.flagged_since",
    "policies.periods.gates.awaits_a_decision",
    "policies.picture_gates.permission_lasts",
    "policies.permits.gates.permission_holds",
    "portal.channels.quotes.gates.approval_lost",
    "portal.channels.full_story.story_in_the_way",
    "approvals.gates.still_clear",
    "moderation.replies.gates.still_answers",
]
SPEAKING_GATES: list[str] = ["policies.permits.standing.silent_speaker"]
# What is about something that is not public yet: what leaves the house says nothing of its title.
CONFIDENTIAL_ITEMS: list[str] = ["policies.matters.hiding.confidential_items"]
# What each room adds to the calendar: for who reads the desk, and for everybody (portal/councils/dates/things.py).
DATED_THINGS: list[str] = [
    "portal.channels.dates.DATES",
    "portal.channels.printing.dates.DEADLINES",
    "approvals.dates.DATES",
    "policies.dates.MEETINGS",
    "policies.dates.PERIODS",
    "policies.dates.REVIEWS",
    "policies.dates.DAYS_OFF",
    "moderation.due.DATES",
]
PUBLIC_DATED_THINGS: list[str] = ["policies.dates.PUBLIC_MEETINGS", "portal.channels.dates.PUBLIC_DATES"]
RECORDING_GATES: list[str] = [
    "portal.councils.suspending.refuse_suspended",
    "moderation.conduct.suspending.refuse_lifting_elsewhere",
    "moderation.conduct.heads.refuse_choosing_the_judge",
]
CHANNEL_GATES: list[str] = ["policies.periods.gates.closed_for_a_period"]
# What readers are told of a channel that is closed for a time besides (portal/channels/resting.py).
CHANNEL_RESTS: list[str] = ["policies.periods.closing.told_of_a_closed_channel"]
# What is known of the answers that a channel brings, for its yearly review (portal/channels/register/hearing.py).
CHANNEL_HEARERS: list[str] = ["moderation.feedback.gathering.heard"]
# Who may have a part in a channel's account (portal/channels/register/holding.py).
ACCESS_GATES: list[str] = ["policies.permits.managing.not_permitted_to_manage"]
# What asks for regard before the council pays for publicity: a poll that is near.
CAMPAIGN_GATES: list[str] = ["policies.periods.gates.campaign_near_a_poll"]
# What else is counted by a council's own days, and again where one is entered or taken back (policies/periods).
DAY_COUNTERS: list[str] = ["moderation.notices.counting.count_again"]
# What is counted by a council's time for its minutes, and again where it sets another (portal/councils/settling.py).
MINUTES_COUNTERS: list[str] = ["approvals.falling_due.count_minutes_again"]
# What is counted by a magazine's deadline, and again where an issue has another (portal/channels/printing/issues.py).
COPY_COUNTERS: list[str] = ["approvals.falling_due.count_copy_again"]
# What other rooms show on an item's page, joined to the item's own row instead of asked for one by one.
READ_WITH_AN_ITEM: list[str] = ["publication__communication__discussion"]
ERASERS: list[str] = [
    "portal.records.archive.erase_snapshots",
    "portal.records.retention.erase_holds",
    "portal.drafts.pictures.erasing.erase_pictured",  # before the texts that say what they show
    "portal.drafts.recordings.erasing.erase_recorded",
    "portal.drafts.retaining.erase_drafts",
    "portal.drafts.retaining.erase_council_holds",
    "portal.drafts.costs.erasing.erase_costs",
    "portal.channels.erasing.erase_public",
    "portal.channels.printing.erasing.erase_jobs",
    "portal.channels.surveys.erasing.erase_replies",
    "approvals.erasing.erase_reviews",
    "approvals.press.erasing.erase_enquiries",
    "approvals.letters.erasing.erase_letters",
    "approvals.erasing.erase_reviewers",
    "approvals.erasing.erase_consultations",
    "approvals.erasing.erase_steps",
    "approvals.erasing.erase_filters",
    "moderation.notices.erasing.erase_notices",  # before the comments that they are about
    "moderation.erasing.erase_comments",
    "moderation.conduct.erasing.erase_cases",
    "moderation.complaints.erasing.erase_complaints",
    "moderation.trolling.erasing.erase_incidents",
    "moderation.leaving.erasing.erase_reasons",
    "policies.erasing.erase_questions",
    "policies.permits.erasing.erase_words",
    "portal.drafts.quotes.erasing.erase_quotes",
]
# Who writes what a notice to the desk's people says, by the type of the object that it is about.
NOTICE_WRITERS: dict[str, str] = {
    "review": "approvals.telling.about_review",
    "second_look": "approvals.telling.about_second_look",
    "press_enquiry": "approvals.press.telling.about_enquiry",
    "received_letter": "approvals.letters.telling.about_letter",
    "comment": "moderation.telling.about_comment",
    "defamation_notice": "moderation.notices.telling.about_notice",
    "conduct_case": "moderation.conduct.telling.about_case",
    "left_member": "moderation.leaving.telling.about_left",
    "complaint": "moderation.complaints.telling.about_complaint",
    "clerk_complaint": "moderation.complaints.telling.about_complaint",
    "incident": "moderation.trolling.telling.about_incident",
    "membership": "portal.channels.notices.inviting.write",
    "policy_version": "policies.telling.about_version",
    "review_reminder": "policies.documents.review_reminding.about_review_day",
    "account_request": "policies.personal.lasting.about_request",
    "personal_account": "policies.personal.lasting.about_check",
    "permission_reminder": "policies.permits.reminding.about_ending",
    "matter_flag": "policies.matters.restraining_notices.about_restraint",
    "pledge": "policies.meetings.pledging_notices.about_pledge",
    "question": "policies.telling.about_question",
    "period": "policies.periods.telling.about_period",
    "communication": "policies.matters.telling.about_item",
    "quote": "portal.channels.quotes.telling.about_quote",
    "job": "portal.channels.printing.telling.about_job",
    "connection": "portal.channels.credentials.telling.about_connection",
    "revocation": "portal.channels.credentials.telling.about_ending",
    "delivery": "portal.channels.outbox.telling.about_delivery",
    "announcement": "portal.channels.announcing.telling.about_announcement",
    "channel": "portal.channels.register.telling.about_channel",
    "channel_access": "portal.channels.register.telling.about_access",
    "reviewer": "approvals.reviewers.telling.about_reviewer",
    "route_step": "approvals.routes.telling.about_step",
    "consultation": "approvals.consulting.telling.about_consultation",
}
# Who writes to somebody outside the council; the words say the address.
OUTSIDE_WRITERS: dict[str, str] = {
    "quote": "portal.channels.quotes.telling.to_speaker",
    "reviewer": "approvals.reviewers.telling.to_reviewer",
    "comment": "moderation.telling.to_author",
    "left_member": "moderation.leaving.telling.to_left",
    "complaint": "moderation.complaints.telling.to_complainant",
    "clerk_complaint": "moderation.complaints.telling.to_complainant",
}
STILL_OUT: list[str] = [
    "portal.channels.erasing.still_out",
    "moderation.erasing.items_kept",
    "moderation.erasing.items_complained_of",
]
CHECKS: list[str] = [
    "policies.checks.required_parts.RequiredParts",
    "policies.checks.capacity.CapacityStated",
    "policies.checks.basis.BasisStated",
    "policies.checks.basis_entered.BasisEntered",
    "policies.checks.alternative_text.AlternativeText",
    "policies.checks.printable.Printable",
    "policies.checks.official_address.OfficialAddress",
    "policies.checks.whose_view.WhoseView",
    "policies.checks.councillor_prefix.CouncillorPrefix",
    "policies.checks.party_political.PartyPolitical",
    "policies.checks.party_identity.PartyIdentity",
    "policies.checks.persuasion.Persuasion",
    "policies.checks.councillor_promotion.CouncillorPromotion",
    "policies.checks.personal_interest.PersonalInterest",
    "policies.checks.commercial.Commercial",
    "policies.checks.defamation.Defamation",
    "policies.checks.discrimination.Discrimination",
    "policies.checks.abuse.Abuse",
    "policies.checks.obscenity.Obscenity",
    "policies.checks.personal_data.PersonalData",
    "policies.checks.commitment.Commitment",
    "policies.checks.tone.Tone",
    "policies.checks.officer_opinion.OfficerOpinion",
    "policies.checks.officer_identity.OfficerIdentity",
    "policies.checks.safeguarding.Safeguarding",
    "policies.checks.quoted_trail.QuotedTrail",
    "policies.checks.length.Length",
    "policies.checks.accessibility.Accessibility",
    "policies.checks.full_story_link.FullStoryLink",
    "policies.checks.links.Links",
    "policies.checks.election_controversy.ElectionControversy",
    "policies.checks.confidential_matter.ConfidentialMatter",
    "policies.checks.sensitive_matter.SensitiveMatter",
    "policies.checks.declared_interest.DeclaredInterest",
    "policies.checks.election_candidate.ElectionCandidate",
    "policies.checks.election_quote.ElectionQuote",
    "policies.checks.timing.Timing",
    "policies.checks.purpose.Purpose",
    "policies.checks.image_permission.PicturePermission",
    "policies.checks.quote_unapproved.QuoteUnapproved",
    "policies.checks.channel_approved.ChannelApproved",
    "policies.checks.recipients.Recipients",
    "policies.checks.branding.Branding",
    "policies.checks.copyright.Copyright",
    "policies.checks.consistency.Consistency",
    "policies.checks.repeat.Repeat",
]
