"""Addresses of the library of pictures, below `/<council>/desk/media/`."""

from django.urls import URLPattern, path

from portal.drafts.pictures import changing, naming, views

urlpatterns: list[URLPattern] = [
    path("", views.Library.as_view(), name="media"),
    path("add/", changing.AddPicture.as_view(), name="media_add"),
    path("<int:pk>/", views.PicturePage.as_view(), name="media_item"),
    path("<int:pk>/original/", views.OriginalFile.as_view(), name="media_original"),
    path("<int:pk>/describe/", changing.DescribePicture.as_view(), name="media_describe"),
    path("<int:pk>/offer/", changing.OfferPicture.as_view(), name="media_offer"),
    path("<int:pk>/people/", naming.NamePerson.as_view(), name="media_person"),
    path("people/<int:pk>/answer/", naming.NoteAnswer.as_view(), name="media_answer"),
    path("people/<int:pk>/withdraw/", naming.WithdrawPermission.as_view(), name="media_withdrawal"),
    path("people/<int:pk>/take-off/", naming.TakeOff.as_view(), name="media_take_off"),
    path("permissions/<int:pk>/form/", views.FormFile.as_view(), name="media_form"),
]
