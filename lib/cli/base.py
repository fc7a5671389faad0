"""What every command shares: the application, its options, how it speaks and how it stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from lib import codebook as codebooks
from lib.cli.french import FrenchGroup
from lib.codebook import Codebook, CodebookError

if TYPE_CHECKING:
    from lib.store import Store

FINE, BLOCKED, WRONG_USE = 0, 1, 2
"""Exit codes."""

app = typer.Typer(
    cls=FrenchGroup,
    name="passerelle",
    help="Passerelle : des retours Excel des centres sociaux aux indicateurs et aux graphiques.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)


class View(StrEnum):
    centre = "centre"
    ecole = "ecole"


CodebookOption = Annotated[
    Path | None,
    typer.Option("--codebook", help="Autre questionnaire : dossier des trois CSV, ou classeur XLSForm."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Écrit du JSON, pour un programme.")]


def stop(message: str, code: int = WRONG_USE) -> NoReturn:
    """Say why in red and leave."""
    err.print(message, style="bold red", highlight=False, markup=False)
    raise typer.Exit(code)


def questionnaire(path: Path | None) -> Codebook:
    """The codebook, or the end of the command with all that is wrong with it."""
    try:
        return codebooks.load(path)
    except CodebookError as error:
        stop("\n".join(error.problems), BLOCKED)


@contextmanager
def progress_bar(total: int, label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal's error stream, only where there is something to wait for."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=total < 2) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done, _total: bar.update(task, completed=done)


def plain(text: str) -> Text:
    """A text as it is: a cell may hold [brackets], which would be rich's markup."""
    return Text(text)


def open_store() -> Store:
    """The store that ``DATABASE_URL`` names."""
    from lib.store import NewerDatabase, Store, StoreError

    try:
        return Store.open()
    except NewerDatabase:
        stop("Cette base de données vient d’une version plus récente de Passerelle : mettez Passerelle à jour.")
    except StoreError as error:
        stop(f"La base de données ne s’ouvre pas : {error}")
