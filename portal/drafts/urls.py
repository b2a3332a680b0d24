"""Addresses of the draft pages, below `/<council>/desk/drafts/`."""

from django.urls import URLPattern, path

from portal.drafts.recordings.views import ChooseRecording
from portal.drafts.views.beside import InviteView, NoteView, PictureView, RemoveView
from portal.drafts.views.choosing import ChooseView
from portal.drafts.views.keeping import AutosaveView, FindingsView, PresenceView
from portal.drafts.views.listing import DraftsView
from portal.drafts.views.reading import CompareView, HistoryView, PreviewView, RevisionView, SubmitView
from portal.drafts.views.reusing import DuplicateView, KeepTemplate, RetireTemplate, TemplatesPage
from portal.drafts.views.starting import KindsView, StartView
from portal.drafts.views.writing import DraftView

urlpatterns: list[URLPattern] = [
    path("", DraftsView.as_view(), name="drafts"),
    path("new/", KindsView.as_view(), name="draft_kinds"),
    path("new/<slug:kind>/", StartView.as_view(), name="draft_new"),
    path("templates/", TemplatesPage.as_view(), name="draft_templates"),
    path("templates/<int:pk>/retire/", RetireTemplate.as_view(), name="draft_template_retire"),
    path("<int:id>/copy/", DuplicateView.as_view(), name="draft_copy"),
    path("<int:id>/template/", KeepTemplate.as_view(), name="draft_keep_template"),
    path("pictures/<int:id>/", PictureView.as_view(), name="draft_picture"),
    path("<int:id>/", DraftView.as_view(), name="draft"),
    path("<int:id>/autosave/", AutosaveView.as_view(), name="draft_autosave"),
    path("<int:id>/presence/", PresenceView.as_view(), name="draft_presence"),
    path("<int:id>/findings/", FindingsView.as_view(), name="draft_findings"),
    path("<int:id>/library/", ChooseView.as_view(), name="draft_library"),
    path("<int:id>/recordings/", ChooseRecording.as_view(), name="draft_recordings"),
    path("<int:id>/preview/", PreviewView.as_view(), name="draft_preview"),
    path("<int:id>/submit/", SubmitView.as_view(), name="draft_submit"),
    path("<int:id>/history/", HistoryView.as_view(), name="draft_history"),
    path("<int:id>/compare/", CompareView.as_view(), name="draft_compare"),
    path("<int:id>/revisions/<int:number>/", RevisionView.as_view(), name="draft_revision"),
    path("<int:id>/notes/", NoteView.as_view(), name="draft_note"),
    path("<int:id>/people/", InviteView.as_view(), name="draft_invite"),
    path("<int:id>/people/<int:collaborator>/remove/", RemoveView.as_view(), name="draft_remove"),
]
