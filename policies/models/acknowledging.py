"""Who has signed, read and accepted what: signatures, acknowledgements, pledges before closed sessions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from policies.models.documents import Version
from policies.models.meetings import Meeting
from portal.councils.models import Council, Membership


class Signature(models.Model):
    """The chairman's signature under a version: in the portal, over its hash, or on an uploaded page.

    A page that was filed by mistake stays; another signature stands in its place and says why. The latest one counts.
    """

    append_only: ClassVar[bool] = True

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, help_text="The hash of the version that was signed.")
    page = models.FileField(upload_to="signatures/", blank=True, help_text="The signed page, where on paper.")
    page_sha256 = models.CharField(max_length=64, blank=True)
    signed_on = models.DateField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.TextField(blank=True, default="", db_default="", help_text="Why it replaces a page.")
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(page="", page_sha256="") | ~Q(page="") & ~Q(page_sha256=""),
                name="a_signed_page_has_its_hash",
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(replaces__isnull=True), name="one_first_signature_per_version"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, reason="") | Q(replaces__isnull=False) & ~Q(reason=""),
                name="a_signature_says_why_it_replaces_another",
            ),
        ]

    def __str__(self) -> str:
        return f"signature of version {self.version_id}"


class Acknowledgement(models.Model):
    """One person has read and accepted one version. A new version asks again."""

    append_only: ClassVar[bool] = True

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="acknowledgements")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="acknowledgements")
    sha256 = models.CharField(max_length=64, help_text="The hash of the version that was accepted.")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "member"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"membership {self.member_id} accepted version {self.version_id}"


class Pledge(models.Model):
    """A reaffirmation of confidentiality before a closed session, as asked for: in writing where that was said."""

    append_only: ClassVar[bool] = True

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="pledges")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="pledges")
    in_writing = models.BooleanField(default=False)
    wording = models.TextField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting"], name="one_pledge_per_meeting")]

    def __str__(self) -> str:
        return f"pledge for meeting {self.meeting_id}"


class PledgeRequest(models.Model):
    """One person of whom a pledge is asked, with when and by whom."""

    append_only: ClassVar[bool] = True

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="requests")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="pledges_asked")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "member"], name="pledge_asked_once")]

    def __str__(self) -> str:
        return f"pledge {self.pledge_id} asked of membership {self.member_id}"


class Pledger(models.Model):
    """One name under a pledge, with when and how it was given."""

    append_only: ClassVar[bool] = True

    class How(models.TextChoices):
        """In which form it was given."""

        PORTAL = "portal", "On the desk"
        PAPER = "paper", "On paper"
        ALOUD = "aloud", "Aloud"

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="pledgers")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="pledges")
    how = models.CharField(max_length=10, choices=How.choices, default=How.PORTAL, db_default=How.PORTAL)
    given_on = models.DateField(
        default=timezone.localdate, db_default=Now(), help_text="The day on which it was given, local date."
    )
    given_at = models.DateTimeField(default=timezone.now, help_text="When it was entered.")
    recorded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", help_text="The member, or the clerk for them."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pledge", "member"], name="pledged_once"),
            models.CheckConstraint(
                condition=Q(how__in=["portal", "paper", "aloud"]), name="pledge_given_in_a_known_form"
            ),
        ]

    def __str__(self) -> str:
        return f"pledge {self.pledge_id} by membership {self.member_id}"
