"""Several people at once: real threads, each with a connection and the web role of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

WEB_ROLE = "portal_web"


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run ``acts`` at the same moment; return each one's result, or the exception that it raised.

    For tests with ``transaction=True`` only: another connection sees nothing of an open transaction.
    """
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {WEB_ROLE}")
                cursor.execute("SET lock_timeout = '20s'")
            start.wait(timeout=20)
            return act()
        except Exception as error:  # noqa: BLE001  the caller asserts which exceptions it expects
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))
