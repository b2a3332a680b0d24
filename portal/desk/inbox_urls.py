"""The one address of the desk that belongs to no council: `/desk/`."""

from django.urls import path

from portal.desk.views.inbox import Inbox

urlpatterns = [path("", Inbox.as_view(), name="inbox")]
