"""Making the tree of clauses from paragraphs: which clause stands under which."""

from policies.importing.clauses import Clause, Run, depth_of
from policies.importing.headings import Headings
from policies.importing.markers import Marker
from policies.importing.nesting import indented_under
from policies.importing.wrapping import Paragraph

_HOLDING = ("root", "heading", "decimal", "worded", "minute")
_FARTHEST = 3
"""How many numbers a list may leave out and still go on."""


class Outline:
    """The clauses so far; paragraphs are added in reading order."""

    def __init__(self) -> None:
        """Begin with nothing but a root that is no clause."""
        self.root = Clause(kind="root")
        self._at = self.root
        self._runs: list[Run] = []
        self._decimals: dict[tuple[int, ...], Clause] = {}
        self._made = 0
        self._top = 0
        self._back = 0
        self._titled = False

    def add(self, paragraphs: list[Paragraph]) -> None:
        """Add all ``paragraphs``."""
        headings = Headings(paragraphs)
        waiting: Paragraph | None = None
        for index, paragraph in enumerate(paragraphs):
            marker = paragraph.marker
            if (
                marker is None
                and headings.belongs_to_next(index)
                and waiting is None
                and self._is_open(paragraphs, index)
            ):
                waiting = paragraph
                continue
            heading = headings.is_heading(index)
            self._back = headings.comes_back_to(index)
            self._titled = heading or headings.is_alone(index)
            if marker is not None and self._accept(paragraph, marker, heading=heading):
                if waiting is not None:
                    self._at.heading = f"{waiting.text} {self._at.heading}".strip()
                waiting = None
                continue
            if waiting is not None:  # what seemed a number was none: the small heading stands for itself
                self._plain(waiting, listed=False)
                waiting = None
            if heading:
                self._heading(paragraph, headings.number_after(index))
            else:
                self._plain(paragraph, listed=headings.is_listed(index))

    def _is_open(self, paragraphs: list[Paragraph], index: int) -> bool:
        """Say whether the clause that follows a small heading continues the section that is open."""
        marker = paragraphs[index + 1].marker
        return marker is not None and self._parent_of(marker.numbers) is not None

    def _edge(self) -> list[Clause]:
        """Return the clauses from the one that was added last up to the root."""
        return self._at.upwards()

    def _hang(self, clause: Clause, parent: Clause) -> None:
        clause.parent = parent
        parent.children.append(clause)
        self._at = clause

    # --- headings and paragraphs -------------------------------------------------------------------------

    def _heading(self, paragraph: Paragraph, after: tuple[int, ...]) -> None:
        """Add a heading without a number: under open headings of a higher level, or in the section that goes on."""
        level = paragraph.block.level or 1
        edge = self._edge()
        parent = next((c for c in edge if c.kind == "root" or 0 < c.level < level), self.root)
        if not paragraph.block.level:
            parent = self._parent_of(after) or parent
        self._hang(Clause(kind="heading", heading=paragraph.full, level=level), parent)
        self._runs = [run for run in self._runs if run.kind in {"integer", "integer at 0"}]

    def _plain(self, paragraph: Paragraph, *, listed: bool) -> None:
        """Add a paragraph without a number: under the section, or the clause of a numbered document, that is open.

        An item of a list that lost its bullets goes under the words that introduce it.
        """
        for introducing in (self._at, self._at.parent):
            if listed and introducing is not None and introducing.text.endswith(":"):
                self._hang(Clause(text=paragraph.full), introducing)
                return
        edge = self._edge()
        parent = next(c for c in edge if c.kind.startswith(_HOLDING) or c.heading)
        self._hang(Clause(text=paragraph.full), indented_under(paragraph.block.indent, edge) or parent)

    # --- numbers -----------------------------------------------------------------------------------------

    def _accept(self, paragraph: Paragraph, marker: Marker, *, heading: bool) -> bool:
        """Add a clause with a number or bullet; False where the number is none."""
        if marker.kind == "decimal":
            return self._decimal(paragraph, marker, heading=heading)
        if marker.kind.startswith("worded"):
            return self._worded(paragraph, marker)
        if marker.kind == "minute":
            return self._minute(paragraph, marker, heading=heading)
        way = self._reading_of(paragraph, marker, heading=heading)
        return way is not None and self._item(paragraph, marker, *way, heading=heading)

    def _reading_of(self, paragraph: Paragraph, marker: Marker, *, heading: bool) -> tuple[str, int] | None:
        """Return what kind of number it is here, and which; None where it is no number of a clause."""
        if marker.kind.startswith("bullet"):
            return marker.kind, 0
        ways = [(marker.kind, marker.number), *marker.others]
        for kind, number in ways:
            if self._follows(kind, number, heading=heading, level=paragraph.block.level) is not None:
                return kind, number
        mixed = self._mixed(marker)
        if mixed is not None:
            return mixed, marker.number
        bracketed = marker.printed.startswith("(")
        for kind, number in ways:
            if not paragraph.shown or (not marker.weak and self._begins(kind, number, bracketed=bracketed)):
                return kind, number
        first = marker.weak and marker.number == 1 and heading and not self._runs
        return (marker.kind, 1) if first else None

    def _follows(self, kind: str, number: int, *, heading: bool, level: int) -> Run | None:
        """Return the list of this kind that goes on with ``number``.

        For a heading that is the outer of several, unless a heading below goes on with the same number there.
        """
        found = [run for run in self._runs if run.kind == kind and run.last + 1 == number]
        found = [run for run in found if not (level and run.level) or run.level == level]
        if not found:
            return None
        return found[0] if heading and self._back != number else found[-1]

    def _mixed(self, marker: Marker) -> str | None:
        """Return the kind of a list that began as “1.” and goes on as “ii.”."""
        last = self._runs[-1] if self._runs else None
        one_of = {"integer", "letter", "roman", "capital", "upper roman"}
        if last is None or last.last + 1 != marker.number or not {marker.kind, last.kind} <= one_of:
            return None
        if last.mixed or (last.last == 1 and self._at.kind == last.kind):
            last.mixed = True
            return last.kind
        return None

    def _begins(self, kind: str, number: int, *, bracketed: bool) -> bool:
        """Say whether a list may begin here with ``number``, or go on after some numbers that were left out."""
        if number == 1:
            return True
        same = [run for run in self._runs if run.kind == kind]
        if not same:
            return (kind == "integer" and not self._decimals) or bracketed
        return 0 <= number - same[-1].last <= _FARTHEST or (kind == "integer" and number < same[-1].last)

    def _item(self, paragraph: Paragraph, marker: Marker, kind: str, number: int, *, heading: bool) -> bool:
        """Add an item to the list that it continues, or to a new one."""
        run = self._run_for(kind, number, heading=heading, level=paragraph.block.level)
        clause = self._clause(paragraph, marker, kind, (number,) if number else (), heading=heading)
        clause.run = run.number
        if heading or kind == "integer":
            clause.level = paragraph.block.level
        self._hang(clause, run.owner)
        if heading and run.owner.kind == kind:
            for outer in self._runs:
                outer.nests = outer.nests or outer.number == run.owner.run
        if kind.startswith("integer") and run.owner.kind.startswith(("root", "heading", "worded")):
            if number == 1:
                self._decimals = {}
            self._decimals[(number,)] = clause
            self._top = number
        return True

    def _run_for(self, kind: str, number: int, *, heading: bool, level: int) -> Run:
        """Return the list that an item goes into; lists that were inside it are over."""
        run = self._follows(kind, number, heading=heading, level=level) if number else None
        same = [found for found in self._runs if found.kind == kind]
        if run is None and same and self._goes_on(number):
            run = same[-1]
        if run is None or run.owner not in self._edge():
            run = self._new_run(kind, same, level)
        self._runs = [*self._runs[: self._runs.index(run)], run] if run in self._runs else [*self._runs, run]
        run.last = number
        return run

    def _goes_on(self, number: int) -> bool:
        """Say whether an item belongs to the last list of its kind although it is not the next number."""
        if number > 1:
            return True
        # A bullet: the same list, unless a paragraph came between that introduces another.
        return not number and not (self._at.kind in {"paragraph", "heading"} or self._at.kind == "decimal")

    def _new_run(self, kind: str, same: list[Run], level: int) -> Run:
        """Begin a list under what was added last: a clause, a heading, or a paragraph that introduces it."""
        at = self._at
        beside = self._beside(kind, level) if self._titled else None
        if (
            at.kind.startswith("bullet")
            and not kind.startswith("bullet")
            and depth_of(kind) <= depth_of(at.kind)
        ):
            at = next(c for c in self._edge() if not c.kind.startswith("bullet"))
        if beside is not None:
            owner = beside
        elif at.kind == "paragraph" and not at.text.endswith(":"):
            owner = at.parent or self.root
        elif any(run.owner is at.parent and run.kind == kind for run in same) and not at.heading:
            owner = at.parent or self.root  # begins again at 1 after another list of its kind
        else:
            owner = at
        edge = self._edge()
        kept = [run for run in self._runs if run.owner in edge and run.owner is not owner]
        if beside is None and kind in {run.kind for run in kept} and same:
            outer = next(run for run in reversed(kept) if run.kind == kind)
            if not kind.startswith("integer"):
                owner, kept = outer.owner, [run for run in kept if run is not outer]
        self._runs = kept
        self._made += 1
        return Run(kind, owner, 0, self._made, level)

    def _beside(self, kind: str, level: int) -> Clause | None:
        """Return under what a heading stands whose numbers begin again beside the last heading of its kind.

        “1. Introduction”, its text, “1. Responsibilities”: a list that the page broke. None where it stands beneath
        that one: it follows at once, is of a lower level, or the outer numbers go on after it, here or above.
        """
        for clause in self._edge():
            if clause.kind.startswith(("heading", "worded")):
                return None
            if clause.kind != kind or not clause.heading or (level and level < clause.level):
                continue
            if level and clause.level:
                return clause.parent if level == clause.level else None
            nests = any(run.nests for run in self._runs if run.number == clause.run)
            beneath = clause is self._at or nests or self._back == clause.numbers[-1] + 1
            return None if beneath else clause.parent
        return None

    def _parent_of(self, numbers: tuple[int, ...]) -> Clause | None:
        """Return the open clause with the longest beginning of ``numbers``."""
        edge = self._edge()
        for length in range(len(numbers) - 1, 0, -1):
            found = self._decimals.get(numbers[:length])
            if found is not None and found in edge:
                return found
        return None

    def _decimal(self, paragraph: Paragraph, marker: Marker, *, heading: bool) -> bool:
        """Add 7.11 under 7; False for what only looks like such a number."""
        numbers = marker.numbers
        known = self._parent_of(numbers)
        follows = (*numbers[:-1], numbers[-1] - 1) in self._decimals or (
            known is not None and numbers[-1] == 1
        )
        if marker.weak and not follows:
            return False
        if known is None and self._decimals and not follows and numbers[0] - self._top > _FARTHEST:
            return False
        parent = known or next(c for c in self._edge() if c.kind in {"root", "heading"})
        self._runs = [run for run in self._runs if run.owner in {self.root, *parent.upwards()[1:]}]
        clause = self._clause(paragraph, marker, "decimal", numbers, heading=heading)
        self._hang(clause, parent)
        self._decimals[numbers] = clause
        self._top = numbers[0]
        return True

    def _minute(self, paragraph: Paragraph, marker: Marker, *, heading: bool) -> bool:
        """Add an item of a meeting that is numbered through the year: beside the one before it."""
        clause = self._clause(paragraph, marker, "minute", marker.numbers, heading=heading)
        above = ("root", "heading", "worded")
        self._hang(clause, next(c for c in self._edge() if c.kind.startswith(above)))
        self._runs, self._decimals = [], {}
        return True

    def _worded(self, paragraph: Paragraph, marker: Marker) -> bool:
        """Add “Part 2: Media”, under which numbers begin again."""
        clause = self._clause(paragraph, marker, "worded", marker.numbers, heading=True)
        clause.level = paragraph.block.level or 1
        edge = self._edge()
        self._hang(clause, next(c for c in edge if c.kind == "root" or 0 < c.level < clause.level))
        self._runs = [run for run in self._runs if run.kind in {"integer", "integer at 0"}]
        self._decimals = {marker.numbers: clause} if marker.kind != "worded appendix" else {}
        return True

    @staticmethod
    def _clause(
        paragraph: Paragraph, marker: Marker, kind: str, numbers: tuple[int, ...], *, heading: bool
    ) -> Clause:
        shown, indent = paragraph.shown, paragraph.block.indent
        clause = Clause(marker.printed, kind, numbers, shown=shown, indent=indent)
        if heading:
            clause.heading = paragraph.text
        else:
            clause.text = paragraph.text
        return clause
