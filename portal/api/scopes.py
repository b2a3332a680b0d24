"""What a key may be used for; beside that, its holder's own powers decide on each request."""

from django.db import models


class Scope(models.TextChoices):
    """One part of the API."""

    READ = "read", "Read what is public: publications, channels, policies"
    DRAFTS = "drafts", "Read the drafts that its holder works on, begin and change them"
    SUBMIT = "submit", "Submit drafts to the clerk"
    COMMENTS = "comments", "Bring what the public says on the council’s channels"
