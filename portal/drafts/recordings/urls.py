"""Addresses of the recordings, below `/<council>/desk/recordings/`."""

from django.urls import URLPattern, path

from portal.drafts.pictures.naming import NameInRecording
from portal.drafts.recordings import changing, views

urlpatterns: list[URLPattern] = [
    path("", views.RecordingsPage.as_view(), name="recordings"),
    path("add/", changing.AddRecording.as_view(), name="recording_add"),
    path("<int:pk>/", views.RecordingPage.as_view(), name="recording"),
    path("<int:pk>/file/", views.RecordingFile.as_view(), name="recording_file"),
    path("<int:pk>/original/", views.RecordedOriginal.as_view(), name="recording_original"),
    path("<int:pk>/describe/", changing.DescribeRecording.as_view(), name="recording_describe"),
    path("<int:pk>/people/", NameInRecording.as_view(), name="recording_person"),
    path("<int:pk>/words/", changing.SayWords.as_view(), name="recording_words"),
    path("captions/<int:pk>/", views.CaptionsFile.as_view(), name="recording_captions"),
]
