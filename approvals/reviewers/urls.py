"""Addresses of reviewers on the desk, below `/<council>/desk/reviewers/`."""

from django.urls import path

from approvals.reviewers.views import desk

urlpatterns = [
    path("item/<int:communication>/", desk.ReviewersPage.as_view(), name="reviewers"),
    path("item/<int:communication>/ask/", desk.AskPage.as_view(), name="reviewer_ask"),
    path("<int:pk>/", desk.ReadPage.as_view(), name="reviewer_read"),
    path("<int:pk>/finish/", desk.Finish.as_view(), name="reviewer_finish"),
    path("<int:pk>/revoke/", desk.Revoke.as_view(), name="reviewer_revoke"),
    path("<int:pk>/extend/", desk.ExtendPage.as_view(), name="reviewer_extend"),
]
