"""What a command line says of a database that is not ready for this version: one line, and what to do."""

from django.db import Error, OperationalError

_MIGRATE = (
    "Run `python manage.py migrate --database=owner` and `python manage.py grant_web_role`, then try again."
)
_SAID = {
    "42P01": f"The database lacks a table that this version needs: it has not been migrated. {_MIGRATE}",
    "42703": f"The database lacks a column that this version needs: it is of an earlier one. {_MIGRATE}",
    "42501": "The database does not let this account do that. Run `python manage.py grant_web_role`, then try again.",
    "3D000": "There is no such database. Create it, or correct DATABASE_URL.",
    "28P01": "The database does not take this account's password. Correct DATABASE_URL.",
}
_SILENT = "The database does not answer at the address in DATABASE_URL. Is it running? It said: "


def why_unready(error: Error) -> str:
    """Return what is wrong with the database and what to do about it, in one line; '' where the fault is elsewhere.

    PostgreSQL's codes of errors (its documentation, appendix A) say which; who never got through has none.
    """
    cause = error.__cause__
    code = getattr(cause, "pgcode", None)
    if code is not None:
        return _SAID.get(code, "")
    first = str(error).strip().partition("\n")[0]
    if not isinstance(error, OperationalError):
        return ""
    if "password authentication failed" in first:
        return _SAID["28P01"]
    return _SAID["3D000"] if first.endswith("does not exist") else f"{_SILENT}{first}"
