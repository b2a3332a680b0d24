"""Addresses of the desk's pages about channels, the press list and letters, below `/<council>/desk/`."""

from django.urls import include, path

from portal.channels.credentials import sign_in_views as signing
from portal.channels.credentials import views as connections
from portal.channels.views import letters, notices, press_list, register, shortening

urlpatterns = [
    path("channels/", register.ChannelsPage.as_view(), name="channels"),
    path("channels/open/", register.OpenChannel.as_view(), name="open_channel"),
    path("channels/", include("portal.channels.register.urls")),
    path("channels/<int:pk>/close/", register.CloseChannel.as_view(), name="close_channel"),
    path("channels/<int:pk>/reopen/", register.ReopenChannel.as_view(), name="reopen_channel"),
    path("channels/<int:pk>/connection/", connections.ConnectChannel.as_view(), name="connect_channel"),
    path("channels/<int:pk>/connection/try/", connections.TryChannel.as_view(), name="try_channel"),
    path("channels/<int:pk>/connection/again/", connections.TellAgain.as_view(), name="tell_channel_again"),
    path(
        "channels/<int:pk>/connection/end/",
        connections.DisconnectChannel.as_view(),
        name="disconnect_channel",
    ),
    path("channels/endings/<int:pk>/", connections.ProveEnded.as_view(), name="prove_ended"),
    path("channels/<int:pk>/connection/sign-in/", signing.SignInChannel.as_view(), name="sign_in_channel"),
    path(
        "channels/<int:pk>/connection/signed-in/",
        signing.SignedInChannel.as_view(),
        name="signed_in_channel",
    ),
    path("channels/press-list/", press_list.ContactsPage.as_view(), name="contacts"),
    path("channels/press-list/add/", press_list.AddContact.as_view(), name="add_contact"),
    path("channels/press-list/<int:pk>/", press_list.ChangeContact.as_view(), name="change_contact"),
    path("channels/press-list/<int:pk>/remove/", press_list.RemoveContact.as_view(), name="remove_contact"),
    path("drafts/<int:id>/post/", shortening.ShortenView.as_view(), name="draft_shorten"),
    path("letters/", letters.LettersPage.as_view(), name="letters"),
    path("letters/<int:pk>.pdf", letters.LetterPdf.as_view(), name="letter_pdf"),
    path("letters/<int:pk>/posted/", letters.NotePosting.as_view(), name="letter_posted"),
    path("messages/", notices.NoticesPage.as_view(), name="notices"),
    path("messages/<int:pk>/again/", notices.TryNoticeAgain.as_view(), name="notice_again"),
]
