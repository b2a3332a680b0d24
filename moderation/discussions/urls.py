"""Addresses at which anybody comments under an item, below `/<council>/comments/`."""

from django.urls import path

from moderation.discussions import public

urlpatterns = [
    path("<slug:slug>/", public.CommentHere.as_view(), name="comment_form"),
    path("<slug:slug>/sent/<slug:reference>/", public.comment_sent, name="comment_sent"),
]
