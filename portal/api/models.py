"""Keys to the API, and the requests that may be repeated without being carried out twice."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.api.scopes import Scope
from portal.councils.models import Membership
from portal.drafts.models import Communication

LONGEST_LIFE = timedelta(days=366)


class ApiKey(models.Model):
    """A key by which a program acts as its holder. Only its hash is stored; it ends by itself, or is revoked.

    ``hint`` is the beginning of the key, by which its holder tells one from another; it opens nothing.
    """

    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=80, help_text="What uses it.")
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope.choices))
    hint = models.CharField(max_length=12)
    key_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True, help_text="To within some minutes.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "name"],
                condition=Q(revoked_at__isnull=True),
                name="api_key_name_once_while_open",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="api_key_says_what_uses_it"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gte=1),
                name="api_key_scopes_known",
            ),
            models.CheckConstraint(
                condition=Q(key_sha256__regex=r"^[0-9a-f]{64}$"), name="api_key_is_kept_as_its_hash"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("made_at"), ends_at__lte=F("made_at") + LONGEST_LIFE),
                name="api_key_ends_within_a_year",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="who_revoked_an_api_key_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"API key {self.hint}…"

    @property
    def is_open(self) -> bool:
        """Return whether it opens anything now."""
        return self.revoked_at is None and self.ends_at > timezone.now()

    @property
    def scope_words(self) -> list[str]:
        """Return what it may be used for, in words."""
        return [Scope(scope).label for scope in self.scopes]


class ApiRequest(models.Model):
    """One request that made a draft, by the Idempotency-Key that its sender gave it: sent again, it is answered alike.

    Kept for a day (portal.api.repeating), as long as a program may try again.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="requests")
    name = models.CharField(max_length=64, help_text="The Idempotency-Key.")
    request_sha256 = models.CharField(max_length=64)
    communication = models.ForeignKey(Communication, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "name"], name="api_request_once"),
            models.CheckConstraint(
                condition=Q(request_sha256__regex=r"^[0-9a-f]{64}$"), name="api_request_has_its_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.name} of {self.key_id}"
