"""The closed vocabulary of the ledger: record() refuses a verb that is not here.

One page for the whole product, so that whoever reads a record in ten years can look up every word of it.
"""

VERBS: dict[str, str] = {
    # the installation
    "signed_in": "signed in",
    "sign_in_failed": "failed to sign in",
    "signed_out": "signed out",
    # the demo: portal.demo.clock
    "demo_loaded": "loaded the demo, with times of its own",
    # councils
    "council_created": "created the council",
    "member_added": "added a member",
    "member_removed": "ended a membership",
    "authority_delegated": "delegated the clerk's authority",
    "delegation_revoked": "ended a delegation",
    "permission_granted": "granted a permission",
    "permission_revoked": "ended a permission",
    "publishing_suspended": "suspended publishing rights",
    "suspension_lifted": "lifted a suspension",
    "hold_placed": "placed a legal hold",
    "hold_released": "released a legal hold",
    "text_erased": "erased texts whose retention period had ended",
    "setting_changed": "changed a setting of the council",
    "issuing_held": "held everything back, with a reason",
    "issuing_resumed": "let issuing go on, with a reason",
    # drafts
    "communication_started": "started the draft",
    "revision_saved": "saved a revision",
    "collaborator_invited": "invited somebody to the draft",
    "collaborator_removed": "removed somebody from the draft",
    "note_written": "wrote a note",
    "media_uploaded": "uploaded a picture",
    "revision_cleared": "cleared this exact revision",
    # approvals
    "submitted": "submitted for approval",
    "submission_recalled": "took the draft back",
    "review_claimed": "took the review in hand",
    "claim_released": "put the review back in the queue",
    "returned": "returned the draft with a reason",
    "rejected": "rejected the draft with a reason",
    "approved": "approved this exact revision",
    "issued_urgently": "issued without waiting, with a reason",
    "second_look_done": "took the second look that was owed",
    # channels
    "channel_opened": "opened a channel",
    "channel_closed": "closed a channel",
    "channel_reopened": "reopened a channel",
    "contact_added": "added a press contact",
    "contact_changed": "changed a press contact",
    "contact_removed": "took a press contact off the list",
    "contact_opted_out": "opted out of press mail",
    "release_ordered": "ordered the issue",
    "schedule_cancelled": "cancelled the scheduled issue",
    "rescheduled": "changed the time of issue",
    "delivery_sent": "delivered",
    "delivery_failed": "could not deliver",
    "delivery_held": "held a delivery",
    "delivery_unknown": "could not tell whether a delivery arrived",
    "delivery_retried": "ordered another attempt",
    "delivery_settled_by_hand": "settled a delivery by hand",
    "withdrawn": "withdrew the item in public",
    "corrected": "corrected the item in public",
    "taken_down": "took the item down as scheduled",
    "letter_posted": "recorded the letter as posted",
}
