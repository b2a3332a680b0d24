"""The vocabulary of the record, the settings' dotted paths, and the markup of the templates."""

import ast
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from portal.records.verbs import VERBS
from tests.house.source import calls_of, code, strings_of, templates

# Words of the vocabulary that a capability still to come will use.
RESERVED: set[str] = set()
RECORDING = ("entry_by", "reasoned", "entry_by_machine", "Entry", "sign_entry", "note", "kept")


def verbs_in_code() -> set[str]:
    """Return each word of the vocabulary that stands in a module that records."""
    used: set[str] = set()
    for module in code():
        if module.name == "portal.records.verbs" or not calls_of(module, *RECORDING):
            continue
        used |= strings_of(module.tree) & set(VERBS)
    return used


def verbs_recorded() -> set[str]:
    """Return each verb that is written down literally as the verb of an entry."""
    found: set[str] = set()
    place = {
        "entry_by": 1,
        "reasoned": 1,
        "entry_by_machine": 1,
        "Entry": 1,
        "sign_entry": 0,
        "note": 0,
    }
    for module in code():
        for name, index in place.items():
            for _, call in calls_of(module, name):
                verb = call.args[index] if len(call.args) > index else None
                if isinstance(verb, ast.Constant) and isinstance(verb.value, str):
                    found.add(verb.value)
    return found


def test_every_verb_that_is_recorded_is_in_the_vocabulary() -> None:
    assert verbs_recorded() - set(VERBS) == set()


def test_every_word_of_the_vocabulary_is_used_or_reserved() -> None:
    assert set(VERBS) - verbs_in_code() == RESERVED


def test_verbs_are_short_words_with_an_explanation() -> None:
    assert [verb for verb in VERBS if not re.fullmatch(r"[a-z_]{3,40}", verb)] == []
    assert [verb for verb, meaning in VERBS.items() if not meaning or meaning[0].isupper()] == []


LISTS = [
    "CONNECTORS",
    "DRAFTING_GATES",
    "BARRING_GATES",
    "READING_GATES",
    "SENDING_GATES",
    "CHANNEL_RESTS",
    "DAY_COUNTERS",
    "MINUTES_COUNTERS",
    "COPY_COUNTERS",
    "TEXT_FOLLOWERS",
    "RECORDING_GATES",
    "ERASERS",
    "STILL_OUT",
    "CHECKS",
    "DELIVERY_OBSERVERS",
]


@pytest.mark.parametrize("path", [path for name in LISTS for path in getattr(settings, name)])
def test_every_dotted_path_of_the_settings_can_be_imported(path: str) -> None:
    assert callable(import_string(path))


@pytest.mark.parametrize(
    "path",
    [settings.ACCOUNT_ADAPTER, *settings.MIDDLEWARE, *settings.AUTHENTICATION_BACKENDS],  # type: ignore[misc]
)
def test_every_class_that_the_settings_name_can_be_imported(path: str) -> None:
    assert callable(import_string(path))


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE.values(), ids=lambda entry: entry["task"])
def test_every_task_of_the_schedule_exists(entry: dict[str, object]) -> None:
    assert callable(import_string(str(entry["task"])))


# --- templates --------------------------------------------------------------------------------------------

_TAGS = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
_COMMENTS = re.compile(r"{% comment.*?endcomment %}", re.DOTALL)
FETCHED = {"src", "srcset", "poster", "data", "action", "formaction", "background"}


class Reader(HTMLParser):
    """Collects what a strict Content-Security-Policy would block, and what another host would serve."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.inside_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.faults += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith("on")]
        self.faults += [f"<{tag} {name}> is evaluated" for name in names if name.startswith("hx-on")]
        if tag == "style":
            self.faults.append("<style>")
        if tag == "script":
            self.inside_script = "src" not in names and names.get("type") != "application/json"
        for name in FETCHED | ({"href"} if tag == "link" else set()):
            if re.match(r"(https?:)?//|data:|javascript:", (names.get(name) or "").strip(), re.IGNORECASE):
                self.faults.append(f"<{tag} {name}={names[name]}>")

    def handle_data(self, data: str) -> None:
        if self.inside_script and data.strip():
            self.faults.append("<script> with a body")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.inside_script = False


def faults_of(text: str) -> list[str]:
    reader = Reader()
    reader.feed(_TAGS.sub("", _COMMENTS.sub("", text)))
    reader.close()
    return reader.faults


HTML = [(name, text) for name, text in templates() if name.endswith(".html")]


def test_no_template_has_anything_inline_or_from_elsewhere() -> None:
    assert {name: faults for name, text in HTML if (faults := faults_of(text))} == {}
    assert len(HTML) > 200


@pytest.mark.parametrize(
    "text",
    [
        "<p style='color:red'>",
        "<a onclick=x()>",
        "<script>x()</script>",
        "<style>p{}</style>",
        "<img src='https://cdn.example/x.png'>",
        "<link rel=stylesheet href='//cdn.example/x.css'>",
        "<form action='https://example.org/'>",
        "<img src='data:image/png;base64,AA'>",
        "<p hx-on:click='x()'>",
    ],
)
def test_the_check_would_see_it(text: str) -> None:
    assert len(faults_of(text)) == 1


def test_what_is_allowed_is_not_a_fault() -> None:
    assert (
        faults_of('{# style="x" #}<script src="{% static "a.js" %}"></script><a href="https://e.org">x</a>')
        == []
    )


# What was sanitised before it was stored (portal.markup).
SANITISED = {
    "channels/newsroom/item.html": ["{{ item.html|safe }}"],
    "channels/newsroom/entry.html": ["{{ html|safe }}"],
}


def test_nothing_is_marked_safe_but_what_was_sanitised() -> None:
    marks = re.compile(r"{{[^}]*\|\s*(?:safe|safeseq)\b[^}]*}}|{%\s*autoescape off\s*%}")

    assert {name: found for name, text in HTML if (found := marks.findall(text))} == SANITISED
