"""What the public newsroom shows: written by its connector alone, read by its pages and feeds."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.channels.models.publication import Publication
from portal.councils.models import Council, Membership
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import OFFICIAL

# What "search by words" reads. The query must name the very expression that the index is built on.
SEARCHED = SearchVector("headline", "summary", "text", config="english")


WITHDRAWN = "Withdrawn: "
"""What stands before the headline of a withdrawn item, wherever it is told without its page."""


class NewsItem(models.Model):
    """One page of the newsroom. Its tag: id and its first date never change, nor does its address.

    But one that is withdrawn with its headline gets an address without it, and the earlier leads there.

    It holds only what is public: withdrawing or taking an item down empties ``html`` and ``text``; what was said
    stays in the archive and in the revision.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="news")
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="+", help_text="The issue that is shown."
    )
    communication_id = models.BigIntegerField(unique=True)
    slug = models.CharField(max_length=120)
    tag = models.CharField(max_length=300, unique=True, help_text="The tag: id in feeds (RFC 4151).")
    kind = models.CharField(max_length=30)
    headline = models.CharField(max_length=200)
    summary = models.CharField(max_length=400)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    capacity_line = models.CharField(max_length=600)
    reference = models.CharField(max_length=30)
    details = models.JSONField(default=dict, help_text="The body in whose voice it is, and its pictures.")
    concerns_on = models.DateField(
        null=True, blank=True, help_text="The day of the closure, meeting or event, where it is of one."
    )
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    corrections = models.JSONField(
        default=list, blank=True, help_text="Every correction's moment and note, oldest first."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_note = models.TextField(blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "slug"], name="news_address_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_note=""), name="a_withdrawal_says_why"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, taken_down_at__isnull=True) | Q(html="", text=""),
                name="what_is_withdrawn_is_not_kept_here",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "-published_at"], name="news_of_council"),
            models.Index(fields=["council", "-changed_at"], name="news_of_council_by_change"),
            # What readers are shown, in the order of the front: its pages and its years are read off it.
            models.Index(
                fields=["council", "-published_at", "-id"],
                condition=Q(taken_down_at__isnull=True) & ~Q(headline=""),
                name="news_shown",
            ),
            models.Index(
                fields=["council", "concerns_on"],
                condition=Q(concerns_on__isnull=False),
                name="news_by_event",
            ),
            GinIndex(SEARCHED, name="news_by_words"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def title(self) -> str:
        """Return the headline, which says of a withdrawn item that it is."""
        said = not self.withdrawn_at or self.headline.startswith(WITHDRAWN)
        return self.headline if said else f"{WITHDRAWN}{self.headline}"

    @property
    def kind_label(self) -> str:
        """Return what kind of item it is, in words."""
        return KINDS[self.kind].label

    @property
    def is_official(self) -> bool:
        """Return whether it is issued for the council or a body of it, not by one person in a capacity of their own."""
        return bool(self.details.get("capacity", OFFICIAL) == OFFICIAL)

    @property
    def author(self) -> str:
        """Return who is named as its author: the body, or the person who speaks for themselves."""
        return str(self.details.get("author") or self.details.get("body", ""))

    @property
    def told(self) -> str:
        """Return the summary with the capacity, for places that show no more of the item than that.

        Where one person speaks, that comes first: such places cut what is long.
        """
        parts = [self.summary, self.capacity_line] if self.is_official else [self.capacity_line, self.summary]
        return " ".join(part for part in parts if part)


MOST_PINNED = 3
"""Items at the top of a newsroom: more would push down what is new."""


class Pin(models.Model):
    """An item that stands at the top of the newsroom. It goes when the item is withdrawn, taken down or erased."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="pins")
    item = models.OneToOneField(NewsItem, on_delete=models.PROTECT, related_name="pin")
    place = models.PositiveSmallIntegerField()
    pinned_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "place"], name="one_pin_in_a_place"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_PINNED), name="three_pins_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.item_id} at the top, place {self.place}"


class NewsWrite(models.Model):
    """One delivery that the newsroom has carried out: by its key the connector knows what it has written.

    An item is written by several deliveries in its life (its first issue and each correction), so that the keys
    have rows of their own.
    """

    item = models.ForeignKey(NewsItem, on_delete=models.PROTECT, related_name="writes")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="The delivery's.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"write of item {self.item_id} for publication {self.publication_id}"
