"""Addresses of the recordings, below `/<council>/desk/recordings/`."""

from django.urls import URLPattern, path

from portal.drafts.recordings import views

urlpatterns: list[URLPattern] = [
    path("", views.RecordingsPage.as_view(), name="recordings"),
    path("add/", views.AddRecording.as_view(), name="recording_add"),
    path("<int:pk>/", views.RecordingPage.as_view(), name="recording"),
    path("<int:pk>/file/", views.RecordingFile.as_view(), name="recording_file"),
    path("<int:pk>/words/", views.SayWords.as_view(), name="recording_words"),
    path("captions/<int:pk>/", views.CaptionsFile.as_view(), name="recording_captions"),
]
