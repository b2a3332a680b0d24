"""The addresses of the whole portal; upper floors and the roof are named by string."""

from django.urls import include, path, register_converter

from portal.converters import CouncilSlug
from portal.front import favicon, front, robots
from portal.health import healthz, readyz

register_converter(CouncilSlug, "council")

urlpatterns = [
    path("", front, name="front"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("accounts/", include("portal.councils.accounts.urls")),
    path("desk/", include("portal.desk.inbox_urls")),
    path("api/", include("portal.api.urls")),
    path("<council:council>/desk/", include("portal.desk.urls")),
    path("<council:council>/desk/api/", include("portal.api.desk_urls")),
    path("<council:council>/desk/drafts/", include("portal.drafts.urls")),
    path("<council:council>/desk/media/", include("portal.drafts.pictures.urls")),
    path("<council:council>/desk/recordings/", include("portal.drafts.recordings.urls")),
    path("<council:council>/desk/costs/", include("portal.drafts.costs.urls")),
    path("<council:council>/desk/quotes/", include("portal.channels.quotes.urls")),
    path("<council:council>/desk/surveys/", include("portal.channels.surveys.urls")),
    path("<council:council>/desk/queue/", include("approvals.urls")),
    path("<council:council>/desk/press/", include("approvals.press.urls")),
    path("<council:council>/desk/letters-in/", include("approvals.letters.urls")),
    path("<council:council>/desk/consultations/", include("approvals.consulting.urls")),
    path("<council:council>/desk/steps/", include("approvals.routes.urls")),
    path("<council:council>/desk/moderation/", include("moderation.urls")),
    path("<council:council>/desk/conduct/", include("moderation.conduct.urls")),
    path("<council:council>/desk/complaints/", include("moderation.complaints.urls")),
    path("<council:council>/desk/approaches/", include("moderation.forwarding.urls")),
    path("<council:council>/desk/incidents/", include("moderation.trolling.urls")),
    path("<council:council>/desk/left/", include("moderation.leaving.urls")),
    path("<council:council>/desk/reviewers/", include("approvals.reviewers.urls")),
    path("<council:council>/desk/", include("policies.urls")),
    path("<council:council>/desk/", include("policies.matter_urls")),
    path("<council:council>/desk/", include("policies.permit_urls")),
    path("<council:council>/desk/personal-accounts/", include("policies.personal_urls")),
    path("<council:council>/desk/", include("portal.channels.urls")),
    path("<council:council>/desk/", include("portal.channels.printing.urls")),
    path("<council:council>/desk/campaigns/", include("portal.channels.campaigns.urls")),
    path("<council:council>/calendar/", include("portal.desk.feed_urls")),
    path("<council:council>/words/", include("portal.channels.quotes.public_urls")),
    path("<council:council>/surveys/", include("portal.channels.surveys.public_urls")),
    path("<council:council>/comments/", include("moderation.discussions.urls")),
    path("<council:council>/notices/", include("moderation.notices.public_urls")),
    path("<council:council>/appeals/", include("moderation.appeals.urls")),
    path("<council:council>/conduct/", include("moderation.conduct.public_urls")),
    path("<council:council>/moderation/", include("moderation.public_urls")),
    path("<council:council>/complaints/", include("moderation.complaints.public_urls")),
    path("<council:council>/read/", include("approvals.reviewers.public_urls")),
    path("<council:council>/", include("portal.councils.brand_urls")),
    path("<council:council>/policies/", include("policies.public_urls")),
    path("<council:council>/channels/members/", include("policies.voices_urls")),
    path("<council:council>/", include("portal.channels.public.urls")),
]
