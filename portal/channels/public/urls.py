"""The addresses that anybody may read, below a council's own."""

from django.urls import path, re_path

from portal.channels.public import calendar, feeds, newsroom, official, recordings
from portal.channels.public.optout import OptOutView

urlpatterns = [
    path("", newsroom.front, name="newsroom"),
    path("channels/", official.official_channels, name="official_channels"),
    path("news/<slug:slug>/", newsroom.item, name="news_item"),
    re_path(
        r"^news/pictures/(?P<sha256>[0-9a-f]{64})\.(?P<extension>[a-z]{3,4})$",
        newsroom.picture,
        name="news_picture",
    ),
    re_path(
        r"^news/recordings/(?P<sha256>[0-9a-f]{64})\.(?P<extension>[a-z0-9]{3,4})$",
        recordings.recording,
        name="news_recording",
    ),
    re_path(r"^news/captions/(?P<sha256>[0-9a-f]{64})\.vtt$", recordings.captions, name="news_captions"),
    path("feed.atom", feeds.atom, name="feed_atom"),
    path("feed.rss", feeds.rss, name="feed_rss"),
    path("feed.json", feeds.json_feed, name="feed_json"),
    path("calendar.ics", calendar.public_calendar, name="public_calendar"),
    path("press/opt-out/<str:token>/", OptOutView.as_view(), name="press_opt_out"),
    path("sitemap.xml", feeds.sitemap, name="news_sitemap"),
]
