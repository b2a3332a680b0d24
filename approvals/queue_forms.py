"""Forms of the queue: a new time for what was not decided in time, a name for a filter."""

from django import forms

from approvals.forms import MomentField


class NewTimeForm(forms.Form):
    """By when something is wanted whose time has passed."""

    decide_by = MomentField(
        "Decide it by", "London time. Dates to come in its text still count.", required=True
    )


class SaveFilterForm(forms.Form):
    """A name for a filter of the queue."""

    name = forms.CharField(label="Name", help_text="One of yours with this name is replaced.", max_length=40)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
