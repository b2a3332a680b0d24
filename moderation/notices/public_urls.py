"""The addresses of notices that need no account, below `/<council>/notices/`."""

from django.urls import path

from moderation.notices import public

urlpatterns = [
    path("", public.NoticeHere.as_view(), name="notice_form"),
    path("<slug:reference>/answer/<slug:key>/", public.NoticeAnswer.as_view(), name="notice_answer"),
    path("<slug:reference>/<slug:key>/", public.NoticeStatus.as_view(), name="notice_status"),
]
