"""The French guides: of each page, of answering, of reading numbers.

Each is a Markdown file: a title (``#``), then sections (``##``). They are written with plain spaces, which `typeset`
turns into those of French typography, and name facts of the code in braces: ``{masked}`` (see `lib.help.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lib.french import typeset
from lib.help import facts
from lib.help.search import matches

FOLDER = Path(__file__).resolve().parents[2] / "data" / "help"
PAGES = FOLDER / "pages"
SECTIONS = ("Ce que montre la page", "Comment la lire", "Base", "Ce qui est masqué", "Et ensuite")
"""What the guide of a page always says, in this order."""

_HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)


class GuideError(ValueError):
    """A help text that is not written as a title and sections; says which, in French."""


@dataclass(frozen=True, slots=True)
class Guide:
    """One text; ``sections`` are heading → Markdown, in the order of the file."""

    name: str
    title: str
    sections: Mapping[str, str]

    def filled(self, known: Mapping[str, str]) -> Guide:
        """The same text with its facts put in; raises `GuideError` for a fact that nobody knows."""
        try:
            sections = {heading: body.format_map(known) for heading, body in self.sections.items()}
        except (KeyError, ValueError, IndexError) as error:
            raise GuideError(f"{self.name}.md : entre accolades, un nom inconnu ({error}).") from error
        return Guide(self.name, self.title, MappingProxyType(sections))

    def matches(self, typed: str) -> bool:
        """Whether every word that was typed stands somewhere in it."""
        return matches(typed, [self.title, *self.sections, *self.sections.values()])


def of_page(name: str) -> Guide | None:
    """The guide of a page by its short name (``leviers``), None where there is none."""
    written = _pages().get(name)
    return written.filled(facts.rules()) if written else None


def of_pages() -> Mapping[str, Guide]:
    """Short name of a page → its guide."""
    return {name: guide.filled(facts.rules()) for name, guide in _pages().items()}


def answering() -> Guide:
    """« Comment répondre », for centre staff, with the sheets and the scale of the questionnaire in use."""
    return _read(FOLDER / "repondre.md").filled(facts.workbook())


def numbers() -> Guide:
    """« Comment lire les chiffres »: the rules that all figures share."""
    return _read(FOLDER / "chiffres.md").filled(facts.rules())


@cache
def _pages() -> Mapping[str, Guide]:
    return MappingProxyType({path.stem: _read(path) for path in sorted(PAGES.glob("*.md"))})


@cache
def _read(path: Path) -> Guide:
    return parse(path.stem, path.read_text(encoding="utf-8-sig"))


def parse(name: str, text: str) -> Guide:
    """Take a Markdown text apart.

    Raises
    ------
    GuideError
        Without a title, with text before the first section, or with an empty or doubled section.

    Examples
    --------
    >>> guide = parse("essai", "# Essai\\n\\n## Base\\n\\nLes liens.\\n")
    >>> guide.title, dict(guide.sections)
    ('Essai', {'Base': 'Les liens.'})
    """
    before, *rest = _HEADING.split(typeset(text))
    title = before.strip()
    if not title.startswith("# ") or "\n" in title:
        raise GuideError(f"{name}.md : la première ligne est un titre « # … », suivi de rubriques « ## … ».")
    headings, bodies = [each.strip() for each in rest[::2]], [each.strip() for each in rest[1::2]]
    if not headings or not all(bodies) or len(set(headings)) < len(headings):
        raise GuideError(f"{name}.md : des rubriques « ## … » différentes, chacune avec son texte.")
    return Guide(name, title.removeprefix("# "), MappingProxyType(dict(zip(headings, bodies, strict=True))))
