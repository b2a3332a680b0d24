"""The form by which a comment is dealt with as something else besides, and that by which it is closed."""

from django import forms

from moderation.models import Referral
from moderation.referrals.referring import LONGEST_OUTCOME, LONGEST_REASON
from portal.fields import day_field, radio_field, words_field


class ReferForm(forms.Form):
    """As what, by when, why."""

    kind = radio_field("What is it?", Referral.Kind.choices)
    due_on = day_field(
        "By when?",
        "A complaint, a service and a report need a day, as your own procedure says. For the two requests the law "
        "sets it, counted from the day on which they came: leave it empty.",
        required=False,
    )
    reason = words_field(
        "What is asked or reported?",
        longest=LONGEST_REASON,
        missing="Say what is asked or reported.",
    )


class CloseReferralForm(forms.Form):
    """What was done."""

    outcome = words_field(
        "What was done?",
        "With the reference that it has there, such as the crime number or the number of the request.",
        longest=LONGEST_OUTCOME,
        missing="Say what was done.",
    )
