"""Addresses of quotations, below `/<council>/desk/quotes/`."""

from django.urls import path

from portal.channels.quotes.views import acts, desk

urlpatterns = [
    path("", desk.QuotesPage.as_view(), name="quotes"),
    path("new/", desk.BeforehandPage.as_view(), name="quote_new"),
    path("ask/<int:communication>/<int:number>/", desk.AskPage.as_view(), name="quote_ask"),
    path("<int:pk>/", desk.QuotePage.as_view(), name="quote"),
    path("<int:pk>/approve/", acts.ApproveView.as_view(), name="quote_approve"),
    path("<int:pk>/refuse/", acts.RefusePage.as_view(), name="quote_refuse"),
    path("<int:pk>/take-back/", acts.RevokePage.as_view(), name="quote_revoke"),
    path("<int:pk>/ask-no-more/", acts.DropView.as_view(), name="quote_drop"),
    path("<int:pk>/link/", acts.LinkAgainView.as_view(), name="quote_link_again"),
    path("<int:pk>/in-writing/", acts.WrittenPage.as_view(), name="quote_written"),
]
