"""What every command shares: the application, its options, how it speaks and how it stops."""

from __future__ import annotations

import errno
import json
import logging
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
from lib.french import typeset

if TYPE_CHECKING:
    from lib.store import Store, StoreError

_log = logging.getLogger(__name__)
_ADDRESS = "sqlite:////dossier/passerelle.sqlite3"

FINE, BLOCKED, WRONG_USE = 0, 1, 2
"""Exit codes."""

_NOT_WRITTEN = {
    errno.ENOENT: "dossier introuvable",
    errno.ENOTDIR: "ce n’est pas dans un dossier",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.EISDIR: "c’est un dossier",
    errno.EACCES: "le droit d’y écrire manque",
    errno.EPERM: "le droit d’y écrire manque",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
}

app = typer.Typer(
    cls=FrenchGroup,
    name="passerelle",
    help="Passerelle : des retours Excel des centres sociaux aux indicateurs et aux graphiques.",
    no_args_is_help=True,
    add_completion=False,
    suggest_commands=False,
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


@contextmanager
def writing(output: Path) -> Iterator[None]:
    """Around what writes a file or a folder: where that cannot be is wrong use, said in one sentence."""
    try:
        yield
    except OSError as error:
        why = _NOT_WRITTEN.get(error.errno or 0, error.strerror or str(error))
        stop(f"{output} ne peut pas être écrit : {why}.")


def school_year(text: str) -> str:
    """A campaign given as an option, in its normal form, or the end of the command."""
    from lib.checks import school_year as read

    if campaign := read(text):
        return campaign
    said = f"Campagne refusée : « {text} ». Une campagne s’écrit avec deux années qui se suivent, comme 2025-2026."
    stop(typeset(said))


def known_campaign(store: Store, text: str) -> str:
    """A campaign of the store, given as an option in any form of a school year; or the end of the command."""
    name, kept = school_year(text), store.campaigns()
    if name not in kept:
        stop(f"Campagne inconnue : {text}. Campagnes enregistrées : {', '.join(kept) or 'aucune'}.")
    return name


def questionnaire(path: Path | None, *, as_json: bool = False) -> Codebook:
    """The codebook, or the end of the command with all that is wrong with it."""
    if path is not None and not path.exists():
        stop(f"{path} : fichier introuvable.")
    try:
        return codebooks.load(path)
    except CodebookError as error:
        if as_json:
            print(json.dumps({"ok": False, "errors": error.problems}, ensure_ascii=False, indent=2))
            raise typer.Exit(BLOCKED) from error
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
        stop(typeset(f"La base de données ne s’ouvre pas : {why_not(error)}"))


def why_not(error: StoreError) -> str:
    """What the store could not do, in French; its own words are for the log."""
    from sqlalchemy import exc

    from lib.store import ForeignDatabase

    _log.info("store: %s", error, exc_info=error)
    cause = error.__cause__
    if isinstance(error, ForeignDatabase):
        return "elle a déjà des tables de ces noms, que Passerelle n’a pas faites. Indiquer une autre base."
    if isinstance(cause, (exc.NoSuchModuleError, ImportError)):
        return "DATABASE_URL nomme un type de base dont le pilote n’est pas installé. Utiliser SQLite ou PostgreSQL."
    if isinstance(cause, (exc.ArgumentError, ValueError)):
        return f"DATABASE_URL n’est pas l’adresse d’une base. Elle s’écrit par exemple {_ADDRESS}."
    if isinstance(cause, OSError):
        return "son dossier ne peut pas être créé. Vérifier DATABASE_URL."
    return "elle ne répond pas, ou n’est pas une base lisible. Vérifier qu’elle est en marche, et DATABASE_URL."


def expect_file(path: Path) -> None:
    """End the command unless there is a file to read."""
    if path.is_dir():
        stop(typeset(f"{path} : c’est un dossier. Nommer les fichiers à y lire, par exemple « {path / '*.xlsx'} »."))
    if not path.is_file():
        stop(f"{path} : fichier introuvable.")
