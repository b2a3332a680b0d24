"""The addresses of the desk that belong to no council: `/desk/` and below."""

from django.urls import path

from portal.desk.views.inbox import Inbox, InboxFilters, RemoveInboxFilter

urlpatterns = [
    path("", Inbox.as_view(), name="inbox"),
    path("filters/", InboxFilters.as_view(), name="inbox_filters"),
    path("filters/<int:pk>/remove/", RemoveInboxFilter.as_view(), name="inbox_filter_remove"),
]
