"""Addresses of the clerk's permissions, below `/<council>/desk/`."""

from django.urls import path

from policies.views import permits

urlpatterns = [
    path("permissions/", permits.PermissionsPage.as_view(), name="permissions"),
    path("permissions/rules/", permits.PermissionRules.as_view(), name="permission_rules"),
    path("permissions/grant/<slug:scope>/", permits.GrantPermission.as_view(), name="grant_permission"),
]
