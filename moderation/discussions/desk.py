"""The desk's page of comments under one item: whether they are allowed, by whom, how many, and closing them."""

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.urls import reverse

from moderation.discussions.allowing import allow_comments, close_comments
from moderation.discussions.forms import AllowForm, CloseForm
from moderation.models import Comment, Discussion
from moderation.seeing import may_enter, require_entering
from moderation.states import DOWN, Handling
from portal.channels.models import NewsItem
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.drafts.access import get_visible
from portal.drafts.models import Communication


class AboutComments(CouncilFormView):
    """A form about the comments under one item."""

    power = Power.READ_ALL
    section = "moderation"
    item: Communication

    def prepare(self, **kwargs: Any) -> None:
        """Find the item, or raise Http404; who only reads it changes nothing."""
        self.item = get_visible(self.person, kwargs["communication"])
        if self.request.method == "POST":
            require_entering(self.person)

    def next_address(self) -> str:
        """Return the page about the comments under it."""
        return reverse("comments_item", args=[self.council.slug, self.item.pk])


class CommentsOfItem(AboutComments):
    """Whether residents may comment under an item, and what they said."""

    template_name = "moderation/item.html"
    form_class = AllowForm

    def act(self, form: forms.Form) -> str:
        """Allow comments."""
        hold_all = form.cleaned_data["hold_all"] == "yes"
        allow_comments(actor=self.person, communication_id=self.item.pk, hold_all=hold_all)
        return "Residents may comment under this item now."

    def words(self) -> dict[str, Any]:
        """Return how it stands."""
        rows = Discussion.objects.filter(communication=self.item).select_related("decided_by__user")
        counted = Comment.objects.filter(publication__communication=self.item).aggregate(
            all=Count("pk"),
            waiting=Count("pk", filter=Q(handling=Handling.WAITING)),
            down=Count("pk", filter=Q(showing__in=DOWN)),
        )
        return {
            "item": self.item,
            "discussion": rows.first(),
            "news": NewsItem.objects.filter(communication_id=self.item.pk).first(),
            "counted": counted,
            "enters": may_enter(self.person),
        }


class CloseComments(AboutComments):
    """Closes them, with a message to readers."""

    form_class = CloseForm
    heading = "Close the comments under this item?"
    lead = "What stands there stays, and what waits is still ruled on. You can open them again."
    button = "Close them"

    def prepare(self, **kwargs: Any) -> None:
        """Find the item; refuse who closes nothing."""
        super().prepare(**kwargs)
        require_entering(self.person)

    def act(self, form: forms.Form) -> str:
        """Close them."""
        said = form.cleaned_data["message"]
        close_comments(actor=self.person, communication_id=self.item.pk, public_message=said)
        return "No more comments are taken under this item."
