"""The addresses of what shows whose voice it is, below a council's own; anybody may read them."""

from django.urls import path, re_path

from portal.councils import brand_views

urlpatterns = [
    path("brand.css", brand_views.council_stylesheet, name="council_css"),
    path("brand/<int:body>.css", brand_views.stylesheet, name="body_css"),
    re_path(
        r"^brand/(?P<body>[0-9]{1,18})/(?P<sha256>[0-9a-f]{64})\.png$",
        brand_views.logo,
        name="body_logo_file",
    ),
]
