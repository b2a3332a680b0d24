"""The words of the ledger by which somebody publishes: what a lost right stops at the last moment."""

PUBLISHING = frozenset(
    {
        "submitted",
        "quote_approved",
        "issue_confirmed",
        "rescheduled",
        "schedule_cancelled",
        "withdrawn",
        "headline_taken",
        "delivery_retried",
        "mailing_retried",
        "delivery_settled_by_hand",
        "letter_posted",
        "issuing_resumed",
        "period_item_released",
        "channel_reopened",
        "channel_connected",
        "channel_approved",
    }
)
"""Acts of a person that bring words nearer to readers or change what readers have.

Whoever lost the right to them meanwhile is refused when they are recorded (settings.RECORDING_GATES). Approving and
issuing urgently are not here: they read the person again themselves, before they decide.
"""
