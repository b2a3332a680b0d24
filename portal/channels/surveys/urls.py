"""Addresses of surveys on the desk, below `/<council>/desk/surveys/`."""

from django.urls import path

from portal.channels.surveys.views import desk, numbered

urlpatterns = [
    path("", desk.SurveysPage.as_view(), name="surveys"),
    path("<int:communication>/", desk.SurveyPage.as_view(), name="survey"),
    path("<int:communication>/csv/", desk.SurveyCsv.as_view(), name="survey_csv"),
    path("<int:communication>/sheet/", desk.EnterSheet.as_view(), name="survey_sheet"),
    path("<int:communication>/number/", numbered.NumberForms.as_view(), name="survey_number"),
    path("<int:communication>/forms.pdf", numbered.NumberedForms.as_view(), name="survey_numbered"),
    path("<int:communication>/close/", desk.CloseSurvey.as_view(), name="survey_close"),
    path("<int:communication>/results/", desk.DraftResults.as_view(), name="survey_results"),
    path("sheets/<int:pk>/correct/", desk.CorrectSheet.as_view(), name="survey_correct"),
]
