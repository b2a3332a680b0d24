"""The private link of a speaker from outside, below `/<council>/words/`."""

from django.urls import path

from portal.channels.quotes.views.link import WordsLink

urlpatterns = [path("<str:token>/", WordsLink.as_view(), name="quote_link")]
