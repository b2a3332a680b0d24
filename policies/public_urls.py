"""The addresses at which anybody reads a council's policies, below `/<council>/policies/`."""

from django.urls import path

from policies.views import public

urlpatterns = [
    path("", public.policies, name="public_policies"),
    path("<slug:slug>/", public.policy, name="public_policy"),
    path("<slug:slug>/<int:number>/", public.version, name="public_version"),
    path("<slug:slug>/<int:number>/policy.pdf", public.printed, name="public_version_pdf"),
]
