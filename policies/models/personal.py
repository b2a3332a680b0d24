"""Accounts of their own that members and staff declare, what they checked of them, and who takes no part."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from policies.models.documents import Clause
from portal.councils.models import Council, Membership


class PersonalAccount(models.Model):
    """An account of one's own: a member's, in which they speak as a councillor, or a private one of staff.

    It is theirs, not the council's.
    """

    class Network(models.TextChoices):
        """Where it is; what has no word of its own is another."""

        FACEBOOK = "facebook", "Facebook"
        INSTAGRAM = "instagram", "Instagram"
        X = "x", "X (formerly Twitter)"
        BLUESKY = "bluesky", "Bluesky"
        MASTODON = "mastodon", "Mastodon"
        THREADS = "threads", "Threads"
        TIKTOK = "tiktok", "TikTok"
        YOUTUBE = "youtube", "YouTube"
        LINKEDIN = "linkedin", "LinkedIn"
        NEXTDOOR = "nextdoor", "Nextdoor"
        WHATSAPP = "whatsapp", "WhatsApp"
        WEBSITE = "website", "Website or blog"
        OTHER = "other", "Another network"

    class Capacity(models.TextChoices):
        """As whom they speak there."""

        COUNCILLOR = "councillor", "As a councillor only"
        BOTH = "both", "As a councillor and privately"
        PRIVATE = "private", "Privately"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="personal_accounts")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="personal_accounts")
    network = models.CharField(max_length=20, choices=Network.choices)
    address = models.CharField(max_length=300, help_text="Its web address, or its name there.")
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    since = models.DateField(help_text="Since when they speak there, local date.")
    declared_at = models.DateTimeField(default=timezone.now)
    confirm_by = models.DateField(help_text="When it is to be checked again: a year after the last time.")
    reminded_for = models.DateField(null=True, blank=True, help_text="The day of confirm_by told last.")
    may_be_listed = models.BooleanField(default=False, help_text="The member consents to the public list.")
    retired_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "member",
                "network",
                Lower("address"),
                condition=Q(retired_at__isnull=True),
                name="account_declared_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    network__in=[
                        "facebook",
                        "instagram",
                        "x",
                        "bluesky",
                        "mastodon",
                        "threads",
                        "tiktok",
                        "youtube",
                        "linkedin",
                        "nextdoor",
                        "whatsapp",
                        "website",
                        "other",
                    ]
                ),
                name="account_network_known",
            ),
            models.CheckConstraint(
                condition=~Q(address="") | Q(erased_at__isnull=False), name="account_has_an_address"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=["councillor", "both", "private"]), name="account_capacity_known"
            ),
            models.CheckConstraint(
                condition=~Q(capacity="private") | Q(may_be_listed=False),
                name="private_account_is_not_listed",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(retired_at__isnull=False),
                name="account_erased_once_retired",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(retired_at__gte=F("declared_at")),
                name="account_retired_after_declared",
            ),
        ]
        indexes = [models.Index(fields=["council", "confirm_by"], name="accounts_of_council")]

    def __str__(self) -> str:
        return f"{self.get_network_display()}: {self.address}"

    @property
    def is_private(self) -> bool:
        """Return whether nobody speaks there as a councillor."""
        return self.capacity == self.Capacity.PRIVATE


class AccountCheck(models.Model):
    """What its holder said of an account on one day: four answers, and by which clause they were asked."""

    append_only: ClassVar[bool] = True

    account = models.ForeignKey(PersonalAccount, on_delete=models.PROTECT, related_name="checks")
    checked_at = models.DateTimeField(default=timezone.now)
    no_council_email = models.BooleanField(help_text="No email address of the council is used for it.")
    no_logo = models.BooleanField(help_text="It shows no logo or crest of the council.")
    disclaimer_shown = models.BooleanField(help_text="The disclaimer stands on it.")
    not_official_name = models.BooleanField(help_text="Its name does not look like the council's.")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["account", "-checked_at"], name="checks_of_account")]

    def __str__(self) -> str:
        return f"check of account {self.account_id} at {self.checked_at}"

    @property
    def is_clear(self) -> bool:
        """Return whether all is as it should be."""
        return self.no_council_email and self.no_logo and self.disclaimer_shown and self.not_official_name


class AccountRequest(models.Model):
    """The clerk asked a member to declare their accounts; they may say that they take no part, or have none."""

    class Answer(models.TextChoices):
        """What they said."""

        DECLARED = "declared", "Declared an account"
        NONE = "none", "Has no such account"
        DECLINED = "declined", "Takes no part"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="account_requests")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="account_requests")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(answered_at__isnull=True), name="one_open_account_request"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, answer__in=["declared", "none", "declined"]),
                name="account_request_answered_with_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"request to membership {self.member_id} about their accounts"
