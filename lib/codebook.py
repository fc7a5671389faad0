"""The questionnaire, loaded from an XLSForm into small immutable objects.

The codebook is the one definition of the survey. Template, drop-downs, checks, indicators and labels are
all read from it, so that nothing about a question is written twice. It is kept as an XLSForm (``survey``,
``choices`` and ``settings`` as three CSV files, or the sheets of one workbook), with columns of our own:

- ``dimension`` (survey): the theme under which a question is shown;
- ``code`` (survey): the number that the study gives the question, ``R1`` … ``H1``;
- ``views`` (survey): ``centre`` or ``ecole`` where only that view is asked; empty for both;
- ``aliases`` (both): other wordings of the same thing, separated by ``|``;
- ``family`` and ``level`` (choices): the group a choice stands in, and where it comes from (``core``,
  ``extension`` and ``sub`` are the document's own, ``survey`` the study's answer scales, ``added`` ours).
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, wraps
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from lib.french import typeset

T = TypeVar("T")

NONE = "aucun"
"""Choice of a ``select_multiple`` that says "asked, and nothing applies"."""
OTHER = "autre"
"""Choice that goes with a text question ``<question>_autre``."""
DONT_KNOW = "nsp"
"""Choice that leaves the base, and is never the zero of a scale."""

TYPES = ("select_one", "select_multiple", "integer", "decimal", "text", "date", "note")
GROUP_TYPES = ("begin_group", "end_group", "begin_repeat", "end_repeat")
METADATA_TYPES = ("start", "end", "today", "deviceid", "username", "calculate", "hidden", "audit")
UNREAD_TYPES = ("geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "barcode", "acknowledge")
"""Questions of other forms whose answers no table of counts can hold; they are passed over."""
DEFAULT_PATH = Path(__file__).parent.parent / "data" / "codebook"

_REQUIRED_COLUMNS = {"survey": ("type", "name"), "choices": ("list_name", "name")}
_TABLES = ("survey", "choices", "settings")
_FRENCH = re.compile(r"fran[cç]ais|french|\(fr\)|::fr$", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d][\w.-]*")
_NAMED = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_COMPARED = re.compile(
    r"""(?:selected\(\s*\$\{\s*([\w.-]+)\s*\}\s*,|\$\{\s*([\w.-]+)\s*\}\s*!?=)\s*(?:'([^']+)'|"([^"]+)")"""
)
_SELECTED = re.compile(r"selected\(\s*\$\{(\w+)\}\s*,\s*'([^']*)'\s*\)|\$\{(\w+)\}\s*=\s*'([^']*)'")


class CodebookError(ValueError):
    """A codebook that cannot be used; ``problems`` lists every fault found, in French."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = [typeset(problem) for problem in problems]
        super().__init__("\n".join(self.problems))


class Row(dict[str, str]):
    """One row of an XLSForm table, column name → text, which knows where it stands in its file.

    Attributes
    ----------
    line : int
        On which it begins: an empty line is no row, and a cell may hold several lines.
    surplus : bool
        Whether it has more cells than the table has columns, and so perhaps all of them in the wrong place.
    """

    def __init__(self, cells: Mapping[str, str], line: int, *, surplus: bool = False) -> None:
        super().__init__(cells)
        self.line, self.surplus = line, surplus


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list: ``name`` is the stored code, ``label`` what people read."""

    name: str
    label: str
    family: str = ""
    level: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question of the survey; ``type`` is an XLSForm type without its list name."""

    name: str
    type: str
    label: str
    group: str
    dimension: str = ""
    code: str = ""
    hint: str = ""
    list_name: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    constraint: str = ""
    constraint_message: str = ""
    relevant: str = ""
    appearance: str = ""
    views: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def is_multiple(self) -> bool:
        return self.type == "select_multiple"

    @property
    def is_single(self) -> bool:
        return self.type == "select_one"

    @cached_property
    def is_scale(self) -> bool:
        """Whether the answers are points: a ``select_one`` whose choices are numbers (and "don't know")."""
        points = [choice.name for choice in self.choices if choice.name != DONT_KNOW]
        return self.is_single and bool(points) and all(name.isdecimal() for name in points)

    @cached_property
    def choice_by_name(self) -> Mapping[str, Choice]:
        return {choice.name: choice for choice in self.choices}

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The families of the choices, in the order of the codebook, without the empty one."""
        return tuple(dict.fromkeys(choice.family for choice in self.choices if choice.family))

    @cached_property
    def substantive(self) -> tuple[Choice, ...]:
        """The choices that say something: without « Aucun » and « Ne sait pas »."""
        left_out = (NONE,) if self.is_multiple else (DONT_KNOW,)
        return tuple(choice for choice in self.choices if choice.name not in left_out)

    @cached_property
    def max_length(self) -> int | None:
        """Longest text allowed in characters, from ``string-length(.) <= n``."""
        return _bound(r"string-length\(\s*\.\s*\)\s*<=\s*(\d+)", self.constraint)

    @cached_property
    def max_selected(self) -> int | None:
        """Largest number of choices allowed, from ``count-selected(.) <= n``."""
        return _bound(r"count-selected\(\s*\.\s*\)\s*<=\s*(\d+)", self.constraint)

    @cached_property
    def minimum(self) -> int | None:
        """Smallest number allowed, from ``. >= n``."""
        return _bound(r"(?:^|\s)\.\s*>=\s*(\d+)", self.constraint)

    @cached_property
    def maximum(self) -> int | None:
        """Largest number allowed, from ``. <= n``."""
        return _bound(r"(?:^|\s)\.\s*<=\s*(\d+)", self.constraint)

    @cached_property
    def asked_if(self) -> tuple[tuple[str, str], ...]:
        """The ``(question, choice)`` pairs of which one must hold for the question to be asked.

        Only a plain disjunction of ``selected(${q}, 'c')`` or ``${q} = 'c'`` is understood; anything else
        counts as asked of everybody (empty), which leaves the base as answered.
        """
        parts = re.split(r"\s+or\s+", self.relevant.strip()) if self.relevant else []
        pairs = [_SELECTED.fullmatch(part) for part in parts]
        if not all(pairs):
            return ()
        return tuple((m[1] or m[3], m[2] if m[1] else m[4]) for m in pairs)

    def asked_of(self, view: str) -> bool:
        return not self.views or view in self.views


@dataclass(frozen=True, slots=True)
class Group:
    """A group of questions; those of the first level become the sheets of the template."""

    name: str
    label: str
    parent: str = ""


@dataclass(frozen=True)
class Codebook:
    """A whole questionnaire. Iterating gives its questions in order; ``codebook[name]`` one of them."""

    title: str
    form_id: str
    version: str
    language: str
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    tables: Mapping[str, list[dict[str, str]]] = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __getitem__(self, name: str) -> Question:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @cached_property
    def _by_name(self) -> Mapping[str, Question]:
        return {question.name: question for question in self.questions}

    @cached_property
    def group_by_name(self) -> Mapping[str, Group]:
        return {group.name: group for group in self.groups}

    def top_group(self, question: Question) -> str:
        """The name of the first-level group that holds the question: its sheet in the template."""
        name = question.group
        while name and (parent := self.group_by_name[name].parent):
            name = parent
        return name

    def in_group(self, name: str, view: str = "") -> tuple[Question, ...]:
        """The questions of one first-level group, in order; with a view, only those asked of it."""
        return tuple(
            question
            for question in self.questions
            if self.top_group(question) == name and (not view or question.asked_of(view))
        )


@lru_cache(maxsize=8)
def _load_cached(path: str, _stamp: tuple[float, ...]) -> Codebook:
    return parse(read_tables(Path(path)), where=Path(path))


def load(path: str | os.PathLike[str] | None = None) -> Codebook:
    """Load a codebook.

    Parameters
    ----------
    path : path, optional
        A folder with ``survey.csv``, ``choices.csv`` and ``settings.csv``, or an XLSForm workbook. By default
        what ``PASSERELLE_CODEBOOK`` names, else the questionnaire that comes with Passerelle.

    Raises
    ------
    CodebookError
        With every fault: file (or sheet), line, column and what is wrong.
    """
    where = Path(path or os.environ.get("PASSERELLE_CODEBOOK") or DEFAULT_PATH).resolve()
    files = sorted(where.glob("*.csv")) if where.is_dir() else [where]
    try:
        stamp = tuple(file.stat().st_mtime for file in files)
    except OSError as error:
        raise CodebookError([f"{where} : fichier introuvable ou illisible."]) from error
    return _load_cached(str(where), stamp)


def read_tables(path: Path) -> dict[str, list[dict[str, str]]]:
    """Read the three XLSForm tables as lists of rows (column name → text), in file order.

    ``settings`` may be absent, as everywhere in XLSForm.
    """
    if path.is_dir():
        files = {name: path / f"{name}.csv" for name in _TABLES}
        needed = {name: file for name, file in files.items() if name in _REQUIRED_COLUMNS or file.exists()}
        return {name: [] for name in _TABLES} | {name: _read_csv(file) for name, file in needed.items()}
    return _read_workbook(path)


def _read_csv(path: Path) -> list[dict[str, str]]:
    try:
        text = _decoded(path.read_bytes())
        header = text.partition("\n")[0]
        separator = ";" if header.count(";") > header.count(",") else ","
        return list(_csv_rows(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))
    except FileNotFoundError as error:
        raise CodebookError([f"{path.name} : fichier introuvable dans {path.parent}."]) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CodebookError([f"{path.name} : fichier illisible ; l’enregistrer en CSV UTF-8."]) from error


def _csv_rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    """The rows below the header, each with the line on which it begins; ``reader`` is a `csv.reader`."""
    header = next(filter(None, reader), [])
    line = reader.line_num + 1
    for cells in reader:
        if cells:
            yield Row(_named(header, cells), line, surplus=any(cell.strip() for cell in cells[len(header) :]))
        line = reader.line_num + 1


def _named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """One row with every column that has a name: what is missing at its end is empty."""
    return {column: cell for column, cell in zip_longest(header, cells[: len(header)], fillvalue="") if column}


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, else the Windows-1252 that French Excel writes by default."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _read_workbook(path: Path) -> dict[str, list[dict[str, str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise CodebookError([f"{path.name} : ce n’est pas un classeur XLSForm lisible."]) from error
    tables: dict[str, list[dict[str, str]]] = {}
    for name in _TABLES:
        rows: list[Row] = []
        if name in workbook.sheetnames:
            lines = workbook[name].iter_rows(values_only=True)
            header = ["list_name" if value == "list name" else _text(value) for value in next(lines, ())]
            # openpyxl leaves out the empty cells at the end of a line.
            rows = [Row(_named(header, list(map(_text, cells))), line) for line, cells in enumerate(lines, start=2)]
        tables[name] = rows
    workbook.close()
    return tables


def parse(tables: Mapping[str, list[dict[str, str]]], where: Path = Path("codebook")) -> Codebook:
    """Turn XLSForm tables into a `Codebook`, or raise `CodebookError` with all that is wrong."""
    problems: list[str] = []
    suffix = ".csv" if where.is_dir() else ""
    for table, columns in _REQUIRED_COLUMNS.items():
        rows = tables.get(table) or []
        missing = [column for column in columns if rows and column not in rows[0]]
        if rows and not any(column.split("::")[0] == "label" for column in rows[0]):
            missing.append("label")
        if not rows or missing:
            detail = f"colonne « {missing[0]} » absente" if missing else "table absente ou vide"
            problems.append(f"{table}{suffix}, ligne 1 : {detail}.")
    if problems:
        raise CodebookError(problems)
    for table in tables:
        problems.extend(_surplus(tables[table], f"{table}{suffix}"))
    lists = _parse_choices(tables["choices"], f"choices{suffix}", problems)
    groups, questions = _parse_survey(tables["survey"], lists, f"survey{suffix}", problems)
    if problems:
        raise CodebookError(problems)
    settings = (tables.get("settings") or [{}])[0]
    return Codebook(
        title=settings.get("form_title", "").strip() or where.stem,
        form_id=settings.get("form_id", "").strip() or where.stem,
        version=settings.get("version", "").strip(),
        language=settings.get("default_language", "").strip(),
        groups=groups,
        questions=questions,
        tables=tables,
    )


def _numbered(rows: Sequence[dict[str, str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line; rows that were not read from a file stand below a header, one a line."""
    for place, row in enumerate(rows, start=2):
        yield getattr(row, "line", place), row


def _surplus(rows: Sequence[dict[str, str]], file: str) -> Iterator[str]:
    """Rows with more cells than there are columns: what follows an unquoted comma has slipped one column on."""
    for line, row in _numbered(rows):
        if getattr(row, "surplus", False):
            yield f"{file}, ligne {line} : plus de cellules que de colonnes ; des guillemets manquent-ils ?"


def _parse_choices(rows: list[dict[str, str]], file: str, problems: list[str]) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, dict[str, Choice]] = {}
    for line, row in _numbered(rows):
        list_name, name = _cell(row, "list_name"), _cell(row, "name")
        if not list_name and not name:
            continue
        if not list_name:
            problems.append(f"{file}, ligne {line}, colonne « list_name » : la modalité « {name} » n’a pas de liste.")
            continue
        label = _translated(row, "label")
        choices = lists.setdefault(list_name, {})
        if not name:
            problems.append(f"{file}, ligne {line}, colonne « name » : code de modalité vide.")
        elif name in choices:
            problems.append(f"{file}, ligne {line}, colonne « name » : code en double, « {name} ».")
        elif " " in name:
            problems.append(f"{file}, ligne {line}, colonne « name » : espace dans le code « {name} ».")
        if not label:
            problems.append(f"{file}, ligne {line}, colonne « label » : libellé vide.")
        choices.setdefault(
            name,
            Choice(name, label, _cell(row, "family"), _cell(row, "level"), _split(row.get("aliases"))),
        )
    return {name: tuple(choices.values()) for name, choices in lists.items()}


def _parse_survey(
    rows: list[dict[str, str]], lists: Mapping[str, tuple[Choice, ...]], file: str, problems: list[str]
) -> tuple[tuple[Group, ...], tuple[Question, ...]]:
    groups: list[Group] = []
    questions: list[Question] = []
    open_groups: list[tuple[str, int]] = []
    names: set[str] = set()
    for line, row in _numbered(rows):
        kind, _, list_name = _cell(row, "type").partition(" ")
        kind = kind.replace("begin", "begin_group") if kind == "begin" else kind
        if list_name in ("group", "repeat") and kind in ("begin_group", "end"):
            kind = f"{kind.removesuffix('_group')}_{list_name}"
        list_name = list_name.removesuffix(" or_other").strip()
        name = _cell(row, "name")
        if not kind or kind in METADATA_TYPES + UNREAD_TYPES:
            continue
        if kind in ("end_group", "end_repeat"):
            if open_groups:
                open_groups.pop()
            else:
                problems.append(f"{file}, ligne {line}, colonne « type » : « {kind} » sans début.")
            continue
        if kind not in TYPES and kind not in GROUP_TYPES:
            problems.append(f"{file}, ligne {line}, colonne « type » : type inconnu, « {kind} ».")
            continue
        if not name:
            problems.append(f"{file}, ligne {line}, colonne « name » : nom vide.")
        elif name in names:
            problems.append(f"{file}, ligne {line}, colonne « name » : nom en double, « {name} ».")
        elif " " in name:
            problems.append(f"{file}, ligne {line}, colonne « name » : espace dans le nom « {name} ».")
        elif not _NAME.fullmatch(name):
            problems.append(
                f"{file}, ligne {line}, colonne « name » : nom refusé, « {name} » ; une lettre d’abord, puis des "
                "lettres, des chiffres, des tirets ou des points."
            )
        names.add(name)
        label = _translated(row, "label")
        if not label and kind in GROUP_TYPES:
            label = name  # an XLSForm may group questions without showing a title
        elif not label:
            problems.append(f"{file}, ligne {line}, colonne « label » : libellé vide.")
        parent = open_groups[-1][0] if open_groups else ""
        if kind in ("begin_group", "begin_repeat"):
            groups.append(Group(name, label, parent))
            open_groups.append((name, line))
            continue
        choices = lists.get(list_name, ()) if kind.startswith("select_") else ()
        if kind.startswith("select_") and not choices:
            problems.append(f"{file}, ligne {line}, colonne « type » : liste inconnue, « {list_name} ».")
        if kind == "note":
            continue
        questions.append(_question(row, kind, list_name, name, label, parent, choices))
    problems.extend(
        f"{file}, ligne {line}, colonne « type » : groupe « {name} » non fermé." for name, line in open_groups
    )
    problems.extend(_unknown_in_conditions(rows, questions, file))
    return tuple(groups), tuple(questions)


def _unknown_in_conditions(rows: list[dict[str, str]], questions: Sequence[Question], file: str) -> Iterator[str]:
    """Questions that ``relevant`` names and that no row defines, and choices that their questions do not have."""
    known = {_cell(row, "name") for row in rows}
    open_ended = {_cell(row, "name") for row in rows if _cell(row, "type").endswith(" or_other")}
    closed = {each.name: each.choice_by_name for each in questions if each.choices and each.name not in open_ended}
    for line, row in _numbered(rows):
        condition, where = _cell(row, "relevant"), f"{file}, ligne {line}, colonne « relevant »"
        for name in dict.fromkeys(_NAMED.findall(condition)):
            if name not in known:
                yield f"{where} : question inconnue, « {name} »."
        for found in dict.fromkeys(_COMPARED.findall(condition)):
            name, choice = found[0] or found[1], found[2] or found[3]
            if name in closed and choice not in closed[name]:
                yield f"{where} : la question « {name} » n’a pas de modalité « {choice} »."


def _question(
    row: dict[str, str],
    kind: str,
    list_name: str,
    name: str,
    label: str,
    group: str,
    choices: tuple[Choice, ...],
) -> Question:
    return Question(
        name=name,
        type=kind,
        label=label,
        group=group,
        dimension=_cell(row, "dimension"),
        code=_cell(row, "code"),
        hint=_translated(row, "hint"),
        list_name=list_name,
        choices=choices,
        required=_cell(row, "required").lower() in ("yes", "true", "true()", "1", "oui"),
        constraint=_cell(row, "constraint"),
        constraint_message=_translated(row, "constraint_message"),
        relevant=_cell(row, "relevant"),
        appearance=_cell(row, "appearance"),
        views=tuple(_cell(row, "views").split()),
        aliases=_split(row.get("aliases")),
    )


def _cell(row: Mapping[str, str], column: str) -> str:
    return (row.get(column) or "").strip()


def _translated(row: Mapping[str, str], column: str) -> str:
    """A label in French: ``label::Français (fr)``, else plain ``label``, else the first language given."""
    french = [key for key in row if key.startswith(f"{column}::") and _FRENCH.search(key)]
    others = [key for key in row if key == column] + [key for key in row if key.startswith(f"{column}::")]
    return next((text for key in french + others if (text := _cell(row, key))), "")


def _split(aliases: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (aliases or "").split("|") if part.strip())


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _bound(pattern: str, constraint: str) -> int | None:
    found = re.search(pattern, constraint)
    return int(found[1]) if found else None


def per_codebook(make: Callable[[Codebook], T]) -> Callable[[Codebook], T]:
    """Remember what is worked out from a codebook, for the few that a process uses.

    Codebooks are told apart by identity: hashing all their questions would cost more than most of what is kept.
    """
    kept: list[tuple[Codebook, T]] = []

    @wraps(make)
    def remembered(codebook: Codebook) -> T:
        for known, value in kept:
            if known is codebook:
                return value
        value = make(codebook)
        kept.insert(0, (codebook, value))
        del kept[8:]
        return value

    return remembered
