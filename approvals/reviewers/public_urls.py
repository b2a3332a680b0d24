"""The private link of a reviewer from outside, below `/<council>/read/`."""

from django.urls import path

from approvals.reviewers.views.link import ReadLink

urlpatterns = [path("<str:token>/", ReadLink.as_view(), name="reviewer_link")]
