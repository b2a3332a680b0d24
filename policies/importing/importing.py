"""A policy document in, a tree of clauses out."""

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from policies.importing.blocks import Reading, SetAside
from policies.importing.clauses import Clause
from policies.importing.contents import set_contents_aside
from policies.importing.details import Details, find_details, lift_from_title
from policies.importing.furniture import set_furniture_aside
from policies.importing.nesting import nest_by_indent
from policies.importing.outline import Outline
from policies.importing.reading import read, read_pasted
from policies.importing.references import name_clauses, walk
from policies.importing.residue import strip_residue
from policies.importing.splitting import split_clauses
from policies.importing.titles import find_title, title_of_headers
from policies.importing.wrapping import paragraphs_of


@dataclass
class Document:
    """A policy as it was brought: its clauses, and every word that is in none of them."""

    title: str
    source: str
    clauses: list[Clause]
    set_aside: list[SetAside] = field(default_factory=list)
    details: Details = field(default_factory=Details)
    titled_by_text: bool = True
    """Whether the title stands in the document; otherwise it is the file's name."""

    def as_json(self) -> dict[str, Any]:
        """Return it as `manage.py import_policy --json` prints it."""
        aside = [{"why": one.why, "text": one.text} for one in self.set_aside]
        details = {**self.details.found, "printed": self.details.printed} if self.details.found else {}
        return {
            "title": self.title,
            "metadata": {"source": self.source, **details, "set_aside": aside},
            "clauses": [clause_as_json(clause) for clause in self.clauses],
        }


def import_document(name: str, data: bytes, *, of_meeting: bool = False) -> Document:
    """Read the file ``name`` that holds ``data``.

    In an agenda or minutes ``of_meeting`` a line that says nothing but when a thing was adopted, or by which minute,
    stays where it stands: it is what was resolved on an item. And 34/26 is a number there.

    Raises CannotImport, in words for the clerk, for what is no policy document that can be read.
    """
    return _import(read(name, data), PurePath(name).stem, of_meeting=of_meeting)


def import_text(text: str, *, of_meeting: bool = False) -> Document:
    """Read pasted text, as import_document(). Raises CannotImport where there is none, or too much."""
    return _import(read_pasted(text), "", of_meeting=of_meeting)


def clause_as_json(clause: Clause) -> dict[str, Any]:
    """Return a clause and those under it. ``printed`` is its number as it stands in the document."""
    return {
        "ref": clause.ref,
        "path": list(clause.path),
        "printed": clause.printed or None,
        "heading": clause.heading or None,
        "text": clause.text,
        "children": [clause_as_json(child) for child in clause.children],
    }


def _import(reading: Reading, name: str, *, of_meeting: bool) -> Document:
    """Take the steps in their order; each hands on what it keeps and sets aside what it does not."""
    set_aside = list(reading.set_aside)
    blocks = reading.blocks
    for step in (strip_residue, set_furniture_aside, set_contents_aside):
        blocks, aside = step(blocks)
        set_aside += aside
    details = Details()
    if not of_meeting:
        blocks, aside, details = find_details(blocks)
        set_aside += aside
    title = reading.title
    if not title:
        title, blocks = find_title(blocks)
    if not title:
        title, set_aside = title_of_headers(set_aside)
    if not of_meeting:
        lift_from_title(title or name, details)
    outline = Outline()
    outline.add(nest_by_indent(split_clauses(paragraphs_of(blocks, of_meeting=of_meeting))))
    name_clauses(outline.root)
    for clause in walk(outline.root):
        if not clause.text and not clause.heading:
            # A number with nothing behind it: no clause says nothing, so the number is what it says.
            said, clause.printed = clause.printed, ""
            clause.heading, clause.text = (said, "") if clause.kind.startswith("worded") else ("", said)
    return Document(
        title=title or name,
        source=reading.source,
        clauses=outline.root.children,
        set_aside=[one for one in set_aside if one.text],
        details=details,
        titled_by_text=bool(title),
    )
