"""`make run`: the whole portal on one machine, started, watched and stopped from one terminal."""

from __future__ import annotations

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from devstack import assets, clone, options, paths, places, preparing
from devstack.children import Child
from devstack.credentials import free_port
from devstack.household import MIGRATE, Household
from devstack.keeper import Lease, keeper_runs, read_addresses
from devstack.processes import StackError, wait_until
from devstack.servers import log_file
from devstack.setting_up import Setup, ToldToStop

_MAIL = ("EMAIL_URL", "JOURNAL_ADDRESS", "JOURNAL_URL")
_TICK = 0.2
_READY_PATIENCE = 60.0
_OLD_WEB_PATIENCE = 8.0
_SERVERS_PATIENCE = 30.0


class Supervisor:
    """Owns the children of one `make run`."""

    def __init__(self, var: Path, chosen: options.Options) -> None:
        """Remember what to do; start nothing."""
        self.var, self.chosen = var, chosen
        self.logs = var / "log"
        self.told_to_stop = False
        self.lease: Lease | None = None
        self.children: list[Child] = []
        self.variables = dict(os.environ) | {"PORT": str(chosen.port), "PYTHONUNBUFFERED": "1"}
        self.variables["DATABASE_OWNER_URL"] = ""  # for the migrations only; empty beats a line in .env
        self.owner_url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL", "")
        self.mail_page: int | None = None

    def run(self) -> int:
        """Start everything, watch it until told to stop, stop it in order.

        Raises:
            StackError: something does not start; what had started is stopped by then.
        """
        for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wanted, self._on_signal)
        try:
            self._greet(self._start())
            while not self.told_to_stop:
                self._watch()
                time.sleep(_TICK)
        except ToldToStop:
            pass
        finally:
            self._stop()
        return 0

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True

    # --- starting -----------------------------------------------------------------------------------------

    def _start(self) -> str:
        """Bring everything up, wait until the portal answers; give the list of the demo's sign-ins."""
        # After a kill -9 the old web process may need some seconds to let go of the port.
        patience = _OLD_WEB_PATIENCE if clone.state(self.var) else 0.0
        addresses = options.listening_addresses(self.chosen.port, patience)
        self.logs.mkdir(parents=True, exist_ok=True)
        assets.ensure()
        if self.chosen.embedded:
            self.lease = Lease(self.var)
            self._take_addresses(self.lease)
        if self.chosen.catches_mail:
            self._catch_mail()
        mail = {name: self.variables[name] for name in _MAIL} if self.chosen.catches_mail else {}
        clone.write_state(self.var, self.chosen.port, mail)
        setup = Setup(self.logs, lambda: self.told_to_stop)
        static = preparing.StaticFiles(self.var, setup, self.variables)
        self._prepare_database(setup)
        static.finish()
        web, *background = self._portal(addresses)
        self._begin(web)
        listed = preparing.sign_ins(self.var, setup, self.variables) if self._has_demo() else ""
        self._wait_until_ready()  # the others load the same code: beside them the web process would wait
        for child in background:
            self._begin(child)
        return listed

    def _begin(self, child: Child) -> None:
        child.start(self.variables)
        self.children.append(child)

    def _prepare_database(self, setup: Setup) -> None:
        """Migrate what needs it; in the embedded database of a local clone load the demo, once."""
        if self.lease is None:
            owner = self.variables | {"DATABASE_OWNER_URL": self.owner_url}
            setup.run(*MIGRATE, variables=owner)
            return
        place = Path(self.lease.addresses.place)
        home = Household(self.var, place, self.owner_url, self.variables)
        home.prepare(setup, lambda line: print(line, flush=True), demo=self._has_demo())

    def _take_addresses(self, lease: Lease) -> None:
        """Give the children the web role's address; the owner's stays with the migrations."""
        self.variables |= {
            "DATABASE_URL": lease.addresses.database_url,
            "REDIS_URL": lease.addresses.redis_url,
        }
        self.owner_url = lease.addresses.database_owner_url

    def _catch_mail(self) -> None:
        """Start the catcher and point the portal at it, its journal too."""
        smtp_port, self.mail_page = free_port(), options.mail_page_port()
        maildir = self.var / "mail"
        command = [
            sys.executable,
            "-m",
            "devstack.capture",
            str(maildir),
            str(smtp_port),
            str(self.mail_page),
        ]
        child = Child("mail", command, log_file(self.logs, "mail"))
        child.start(self.variables)
        self.children.append(child)
        self.variables |= {
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "JOURNAL_ADDRESS": "journal@localhost",
            "JOURNAL_URL": f"maildir:{maildir}",
        }

    def _has_demo(self) -> bool:
        """Tell whether demo data may be here: only in the embedded database of a local clone."""
        return self.chosen.embedded and not self.chosen.production

    def _portal(self, addresses: list[str]) -> list[Child]:
        """Describe the web process, the worker and the beat."""
        python = sys.executable
        web = [python, "-m", "gunicorn", "portal.wsgi:application", "--no-control-socket", "--preload"]
        web += [
            f"--workers={self.chosen.workers}",
            "--threads=4",
            "--graceful-timeout=4",
            "--config=python:portal.web_server",
        ]
        web += [f"--bind={address}" for address in addresses]
        celery = [python, "-m", "celery", "--app=portal.celery:app"]
        worker = [
            *celery,
            "worker",
            "--concurrency=2",
            "--without-gossip",
            "--without-mingle",
            "--loglevel=INFO",
        ]
        beat = [*celery, "beat", f"--schedule={self.var / 'beat-schedule'}", "--pidfile=", "--loglevel=INFO"]
        return [
            Child("web", web, log_file(self.logs, "web")),
            Child("beat", beat, log_file(self.logs, "beat")),
            Child("worker", worker, log_file(self.logs, "worker"), patience=10.0),
        ]

    def _wait_until_ready(self) -> None:
        """Wait until the portal answers.

        Raises:
            StackError: it does not, after a minute.
            ToldToStop: the person pressed Ctrl-C meanwhile.
        """
        end = time.monotonic() + _READY_PATIENCE
        while not _answers(f"http://127.0.0.1:{self.chosen.port}/healthz"):
            if self.told_to_stop:
                raise ToldToStop
            if time.monotonic() > end:
                raise StackError(
                    f"The portal does not answer after {_READY_PATIENCE:.0f} s: see {self.logs / 'web.log'}."
                )
            self._watch()
            time.sleep(0.05)

    def _greet(self, listed: str) -> None:
        lines = ["", "Proper Channels is running.", ""]
        lines += [f"  Portal   http://localhost:{self.chosen.port}/   (by this name: passkeys need it)"]
        if self.mail_page:
            lines += [f"  Mail     http://127.0.0.1:{self.mail_page}/   (what it sends is caught there)"]
        if self.lease:
            place = Path(self.lease.addresses.place)
            elsewhere = (
                "" if place.is_relative_to(self.var) else "   (the servers' user may not enter this clone)"
            )
            lines += [f"  Data     {_short(place)}{elsewhere}"]
        lines += [f"  Logs     {_short(self.logs)}", "", *([listed.rstrip(), ""] if listed.strip() else [])]
        print("\n".join([*lines, "Ctrl-C stops it; the data stay."]), flush=True)

    # --- watching and stopping ----------------------------------------------------------------------------

    def _watch(self) -> None:
        """Look after the servers and the children, and show what they warn of."""
        if self.lease is not None and not keeper_runs(self.var):
            print("[servers] their keeper was killed: starting it again", flush=True)
            if self.lease.renew():
                self._take_addresses(self.lease)
                for child in self.children:
                    child.stop()
                    child.start(self.variables)
        for child in self.children:
            for line in child.tail.news():
                print(f"[{child.name}] {line}", flush=True)
            if happened := child.watch(self.variables):
                print(f"[{child.name}] {happened}", flush=True)

    def _stop(self) -> None:
        """Stop the web process first, then what it gave work to, then the mail, then the servers."""
        if not self.children and self.lease is None:
            return
        print("\nStopping ...", flush=True)
        for child in [child for child in self.children if child.name != "mail"]:
            child.stop()
        for child in self.children:
            child.stop()
        clone.forget_state(self.var)
        if self.lease is not None:
            self.lease.release()
            if not wait_until(lambda: read_addresses(self.var) is None, 2):
                print("The servers stay: another terminal uses them.", flush=True)
                return
            wait_until(lambda: not keeper_runs(self.var), _SERVERS_PATIENCE)
        print("Stopped.", flush=True)


def _answers(url: str) -> bool:
    """Tell whether a server gives any answer but an error of its own."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  our own loopback address
            return bool(answer.status < 500)
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False


def _short(path: Path) -> str:
    """Give a path as a person in the clone would type it."""
    return str(path.relative_to(paths.ROOT)) if path.is_relative_to(paths.ROOT) else str(path)


def main() -> int:
    """Command line: nothing to say, everything is in the environment and `.env`."""
    options.load_env_file(paths.ROOT / ".env")
    try:
        chosen = options.read(os.environ)
        options.check_settings()
        with clone.take(paths.VAR):
            return Supervisor(paths.VAR, chosen).run()
    except StackError as refusal:
        print(refusal, file=sys.stderr)
    except OSError as problem:
        print(f"The portal cannot run here: {places.reason(problem, paths.VAR)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
