"""What an error tells anybody of itself: what went wrong and where, never what was in hand at that moment.

Django’s own reports, by mail to ADMINS or on a page, list what each frame has in its variables, what was posted, the
headers, cookies and queries of the request, and the settings. Any of these may be the credential of a channel, or what
somebody wrote in confidence. The portal sends no such mails, and has no such pages; these two are for whoever adds a
handler that does: they leave all of it out, whatever it is called. Source: Django, “How to manage error reporting”.
"""

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter


class Reporter(ExceptionReporter):
    """Reports an error without the request in which it happened: its address may hold a code that signs in."""

    def __init__(self, request: HttpRequest | None, *error: Any, **further: Any) -> None:
        del request
        super().__init__(None, *error, **further)


class Withholding(SafeExceptionReporterFilter):
    """Tells nothing of variables and settings, whatever their names say and whoever asks."""

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002
        """Return True, where DEBUG is on too."""
        return True

    def get_safe_settings(self) -> dict[str, Any]:
        """Return no settings."""
        return {}

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:  # noqa: ARG002
        """Return nothing of what was posted."""
        return {}

    def get_traceback_frame_variables(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        tb_frame: FrameType,  # noqa: ARG002
    ) -> ItemsView[str, Any]:
        """Return no variable of a frame."""
        return {}.items()
