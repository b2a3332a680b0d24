"""Addresses of letters to the council, below `/<council>/desk/letters-in/`."""

from django.urls import path

from approvals.letters.views import acts, pages, passing

urlpatterns = [
    path("", pages.LettersIn.as_view(), name="letters_in"),
    path("new/", acts.EnterLetter.as_view(), name="letter_enter"),
    path("<int:pk>/", pages.LetterIn.as_view(), name="letter_in"),
    path("<int:pk>/scan/", pages.LetterScan.as_view(), name="letter_scan"),
    path("<int:pk>/correct/", acts.CorrectLetter.as_view(), name="letter_correct"),
    path("<int:pk>/acknowledge/", acts.AcknowledgeLetter.as_view(), name="letter_acknowledge"),
    path("<int:pk>/assign/", acts.AssignLetter.as_view(), name="letter_assign"),
    path("<int:pk>/answer/", acts.AnswerLetter.as_view(), name="letter_answer"),
    path("<int:pk>/close/", acts.CloseLetter.as_view(), name="letter_close"),
    path("<int:pk>/reopen/", acts.ReopenLetter.as_view(), name="letter_reopen"),
    path("<int:pk>/forward/", passing.ForwardLetter.as_view(), name="letter_forward"),
    path("<int:pk>/share/", passing.ShareLetter.as_view(), name="letter_share"),
    path("<int:pk>/share/<int:share>/", passing.AnswerShare.as_view(), name="letter_share_answer"),
    path("<int:pk>/share/<int:share>/sent/", passing.NoteShared.as_view(), name="letter_shared"),
]
