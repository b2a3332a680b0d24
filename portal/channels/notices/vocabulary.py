"""What people are told: a closed vocabulary, so that every mail the portal can send to its people is on one page."""

from enum import StrEnum


class What(StrEnum):
    """The events; the desk's list shows ``LABELS``."""

    TO_APPROVE = "to_approve"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"
    EXPIRED = "expired"
    ISSUED_URGENTLY = "issued_urgently"
    SECOND_LOOK_OWED = "second_look_owed"
    SECOND_LOOK_DONE = "second_look_done"
    INVITED = "invited"
    POLICY_TO_ACCEPT = "policy_to_accept"
    POLICY_TO_REVIEW = "policy_to_review"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    RESTRAINT_ASKED = "restraint_asked"
    PLEDGE_ASKED = "pledge_asked"
    PERIOD_COMING = "period_coming"
    PERIOD_BEGUN = "period_begun"
    MATTER_FLAGGED = "matter_flagged"
    PERMISSION_ENDING = "permission_ending"
    ACCOUNTS_ASKED = "accounts_asked"
    ACCOUNT_TO_CHECK = "account_to_check"
    QUOTE_ASKED = "quote_asked"
    QUOTE_DECIDED = "quote_decided"
    QUOTE_REVOKED = "quote_revoked"
    PRESS_ENQUIRY = "press_enquiry"
    PRESS_UNACKNOWLEDGED = "press_unacknowledged"
    PRESS_DUE = "press_due"
    PRESS_CONSULTED = "press_consulted"
    PRESS_VIEW_SAID = "press_view_said"
    PRESS_CHOSEN = "press_chosen"
    PRESS_BRIEFED = "press_briefed"
    PRESS_DECLINED = "press_declined"
    LETTER_GIVEN = "letter_given"
    LETTER_FORWARDED = "letter_forwarded"
    LETTER_UNACKNOWLEDGED = "letter_unacknowledged"
    LETTER_DUE = "letter_due"
    LETTER_SHARE_ASKED = "letter_share_asked"
    LETTER_SHARE_ANSWERED = "letter_share_answered"
    REVIEWER_ASKED = "reviewer_asked"
    REVIEWER_EXTENDED = "reviewer_extended"
    REVIEWER_COMMENTED = "reviewer_commented"
    REVIEWER_FINISHED = "reviewer_finished"
    CONSULTED = "consulted"
    CONSULTED_REMINDER = "consulted_reminder"
    VIEW_GIVEN = "view_given"
    STEP_WAITS = "step_waits"
    JOB_TO_DO = "job_to_do"
    JOB_DUE = "job_due"
    JOB_OVERDUE = "job_overdue"
    JOB_UNPROVED = "job_unproved"
    JOB_STOPPED = "job_stopped"
    JOB_TO_TAKE_DOWN = "job_to_take_down"
    JOB_PROVED = "job_proved"
    DELIVERY_FAILED = "delivery_failed"
    RETRACT_FAILED = "retract_failed"
    ANNOUNCEMENT_FAILED = "announcement_failed"
    RETITLE_FAILED = "retitle_failed"
    DELIVERY_UNCLEAR = "delivery_unclear"
    PARTS_LEFT = "parts_left"
    CHANNEL_LOST = "channel_lost"
    CHANNEL_EXPIRING = "channel_expiring"
    CHANNEL_TO_REVOKE = "channel_to_revoke"
    CHANNEL_PROPOSED = "channel_proposed"
    CHANNEL_DECIDED = "channel_decided"
    CHANNEL_SILENT = "channel_silent"
    CHANNEL_TO_REVIEW = "channel_to_review"
    CHANNEL_TO_CLOSE = "channel_to_close"
    ACCESS_ENDING = "access_ending"
    COMMENT_ALERT = "comment_alert"
    COMMENT_APPEALED = "comment_appealed"
    APPEAL_DUE = "appeal_due"
    BLOCK_TO_REVIEW = "block_to_review"
    RULING_BY_HAND = "ruling_by_hand"
    ERRAND_BY_HAND = "errand_by_hand"
    COMMENT_OVERDUE = "comment_overdue"
    DEFAMATION_TO_DO = "defamation_to_do"
    DEFAMATION_DUE = "defamation_due"
    DEFAMATION_LATE = "defamation_late"
    DEFAMATION_UNSENT = "defamation_unsent"
    DEFAMATION_LETTER = "defamation_letter"
    CONDUCT_REPORTED = "conduct_reported"
    CONDUCT_ALLEGED = "conduct_alleged"
    CONDUCT_ANSWERED = "conduct_answered"
    CONDUCT_SUSPENDED = "conduct_suspended"
    CONDUCT_DECIDED = "conduct_decided"
    CONDUCT_DUE = "conduct_due"
    AUTHOR_RULED = "author_ruled"
    AUTHOR_APPEAL_DECIDED = "author_appeal_decided"
    AUTHOR_WARNED = "author_warned"
    COMPLAINT_CAME = "complaint_came"
    COMPLAINT_MOVED = "complaint_moved"
    COMPLAINT_DUE = "complaint_due"
    COMPLAINANT_TOLD = "complainant_told"
    INCIDENT_SHARED = "incident_shared"
    LEFT_TAKEN = "left_taken"
    LEFT_ERASED = "left_erased"


LABELS: dict[str, str] = {
    What.TO_APPROVE: "Something waits for approval",
    What.APPROVED: "What they submitted was approved",
    What.RETURNED: "What they submitted was returned",
    What.REJECTED: "What they submitted was rejected",
    What.EXPIRED: "Its time passed before it was decided",
    What.ISSUED_URGENTLY: "Their draft was issued at once",
    What.SECOND_LOOK_OWED: "A second look is owed",
    What.SECOND_LOOK_DONE: "Somebody took the second look",
    What.INVITED: "Invitation to the desk",
    What.POLICY_TO_ACCEPT: "A policy waits to be read and accepted",
    What.POLICY_TO_REVIEW: "A policy is due for its review",
    What.QUESTION_ASKED: "Somebody asks before saying something",
    What.QUESTION_ANSWERED: "Their question was answered",
    What.RESTRAINT_ASKED: "Something is asked of them about a sensitive matter",
    What.PLEDGE_ASKED: "Confidentiality is to be reaffirmed before a closed session",
    What.PERIOD_COMING: "A poll is coming",
    What.PERIOD_BEGUN: "The period before a poll has begun",
    What.MATTER_FLAGGED: "What they wrote is held: its matter was flagged",
    What.PERMISSION_ENDING: "A permission of the clerk ends soon",
    What.ACCOUNTS_ASKED: "They are asked about accounts of their own",
    What.ACCOUNT_TO_CHECK: "An account of their own is to be checked again",
    What.QUOTE_ASKED: "Words in their name wait for their approval",
    What.QUOTE_DECIDED: "A speaker decided about a quotation",
    What.QUOTE_REVOKED: "A speaker took the approval of a quotation back",
    What.PRESS_ENQUIRY: "The press asks the council something",
    What.PRESS_UNACKNOWLEDGED: "The press was not told in time that the council has its request",
    What.PRESS_DUE: "The press needs its answer",
    What.PRESS_CONSULTED: "Their view of a press enquiry is asked for",
    What.PRESS_VIEW_SAID: "Somebody said their view of a press enquiry",
    What.PRESS_CHOSEN: "They are asked to speak to the press",
    What.PRESS_BRIEFED: "A card waits to be read before they speak to the press",
    What.PRESS_DECLINED: "Somebody declined to speak to the press",
    What.LETTER_GIVEN: "A letter is theirs to answer",
    What.LETTER_FORWARDED: "A letter was handed on to them",
    What.LETTER_UNACKNOWLEDGED: "Whoever wrote was not told in time that the council has their letter",
    What.LETTER_DUE: "A letter waits for its answer",
    What.LETTER_SHARE_ASKED: "Somebody asks to share a letter outside the council",
    What.LETTER_SHARE_ANSWERED: "Whether their letter may be shared was answered",
    What.REVIEWER_ASKED: "A text waits for their comments",
    What.REVIEWER_EXTENDED: "They have more time to comment on a text",
    What.REVIEWER_COMMENTED: "A reviewer commented",
    What.REVIEWER_FINISHED: "A reviewer has finished",
    What.CONSULTED: "Their view is asked",
    What.CONSULTED_REMINDER: "Their view is waited for",
    What.VIEW_GIVEN: "Somebody consulted gave their view",
    What.STEP_WAITS: "Their agreement is wanted",
    What.JOB_TO_DO: "Something is to be put up, taken round or read out",
    What.JOB_DUE: "A job of theirs is due soon",
    What.JOB_OVERDUE: "A job of theirs is overdue",
    What.JOB_UNPROVED: "Nobody has proved yet that a job was done",
    What.JOB_STOPPED: "A job of theirs is not to be done any more",
    What.JOB_TO_TAKE_DOWN: "A sheet is to be taken down",
    What.JOB_PROVED: "Somebody proved that a job was done",
    What.DELIVERY_FAILED: "Something that was approved could not go out",
    What.RETRACT_FAILED: "Something that was taken back must be taken down by hand",
    What.ANNOUNCEMENT_FAILED: "A receiver could not be told of a ruling",
    What.RETITLE_FAILED: "A headline that was taken away must be taken away by hand",
    What.DELIVERY_UNCLEAR: "Nobody knows whether something that was sent arrived",
    What.PARTS_LEFT: "A part of a correction that was cancelled may be out",
    What.CHANNEL_LOST: "A channel must be connected again",
    What.CHANNEL_TO_REVOKE: "Credentials of a channel are to be ended at the network by hand",
    What.CHANNEL_EXPIRING: "The credentials of a channel end soon",
    What.CHANNEL_PROPOSED: "Somebody proposes a channel",
    What.CHANNEL_DECIDED: "The council decided about a channel that they proposed",
    What.CHANNEL_SILENT: "A channel has been silent for too long",
    What.CHANNEL_TO_REVIEW: "A channel is due for its yearly review",
    What.CHANNEL_TO_CLOSE: "A channel’s page outside is still to be closed",
    What.ACCESS_ENDING: "Somebody’s part in a channel is to be handed over",
    What.COMMENT_ALERT: "A comment speaks of danger to somebody",
    What.COMMENT_APPEALED: "An author appeals against a ruling",
    What.APPEAL_DUE: "An appeal against a ruling is due soon, or late",
    What.BLOCK_TO_REVIEW: "A block of an author is to be looked at again",
    What.RULING_BY_HAND: "A network did not carry a ruling out",
    What.ERRAND_BY_HAND: "A network did not block, unblock or report as was decided",
    What.COMMENT_OVERDUE: "A comment passed from its channel’s manager to the clerk",
    What.DEFAMATION_TO_DO: "A notice of defamation waits for an act",
    What.DEFAMATION_DUE: "The time for a notice of defamation runs out",
    What.DEFAMATION_LATE: "A notice of defamation is late",
    What.DEFAMATION_UNSENT: "A letter about a notice of defamation did not go",
    What.DEFAMATION_LETTER: "A letter about a notice of defamation",
    What.CONDUCT_REPORTED: "A report of conduct waits for them",
    What.CONDUCT_ALLEGED: "Something is alleged of them, to be answered",
    What.CONDUCT_ANSWERED: "What is alleged was answered",
    What.CONDUCT_SUSPENDED: "Their publishing rights are suspended until a case is decided",
    What.CONDUCT_DECIDED: "A case about them was decided",
    What.CONDUCT_DUE: "Something in a case of conduct is due",
    What.AUTHOR_RULED: "The author of a comment is told that it came down",
    What.AUTHOR_APPEAL_DECIDED: "The author of a comment is told how their appeal ended",
    What.AUTHOR_WARNED: "The author of a comment is warned, or told that their address is blocked",
    What.COMPLAINT_CAME: "Somebody complains to the council",
    What.COMPLAINT_MOVED: "Whoever complained did something about it",
    What.COMPLAINT_DUE: "A complaint is due soon, or late",
    What.COMPLAINANT_TOLD: "Whoever complained is told how it stands",
    What.INCIDENT_SHARED: "A member shares what was done to them online",
    What.LEFT_TAKEN: "What is kept of somebody who left was taken out for them",
    What.LEFT_ERASED: "The own record of somebody who left was erased",
}

IN_CONFIDENCE: tuple[str, ...] = (
    What.CONDUCT_REPORTED.value,
    What.CONDUCT_ALLEGED.value,
    What.CONDUCT_ANSWERED.value,
    What.CONDUCT_SUSPENDED.value,
    What.CONDUCT_DECIDED.value,
    What.CONDUCT_DUE.value,
    What.LEFT_TAKEN.value,
    What.LEFT_ERASED.value,
)
"""What only its reader may know of: no list of the council's messages shows that it was sent, or to whom."""

TO_THE_SUSPENDED: tuple[str, ...] = (
    What.CONDUCT_ALLEGED.value,
    What.CONDUCT_SUSPENDED.value,
    What.CONDUCT_DECIDED.value,
)
"""What is about the reader's own conduct: a time to answer runs from it, so a suspension does not hold it back.

Anything else asks for an act that whoever is suspended may not do.
"""
TO_WHO_LEFT: tuple[str, ...] = (What.LEFT_TAKEN.value, What.LEFT_ERASED.value)
"""What is mailed to somebody whose office ended: everything else is over with it. Written as to somebody outside."""
FOR_DECIDERS: tuple[str, ...] = (
    What.DEFAMATION_TO_DO.value,
    What.DEFAMATION_DUE.value,
    What.DEFAMATION_LATE.value,
    What.DEFAMATION_UNSENT.value,
    What.DEFAMATION_LETTER.value,
)
"""What is listed for who decides and the auditor alone: that somebody complains of defamation, and to whom it went."""
