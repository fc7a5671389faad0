"""The command line: ``python -m lib COMMAND``. Help and messages are French, ``--json`` is for machines.

Exit codes: 0 fine, 1 blocking findings, 2 wrong use. What a command needs is imported in the command, so that
``--help`` and ``codebook`` answer at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from lib import codebook as codebook_module
from lib.codebook import Codebook, CodebookError
from lib.french_cli import FrenchCommand, FrenchGroup

if TYPE_CHECKING:
    from lib.checks import Expected
    from lib.intake import Examined
    from lib.listing.mapping import Mapping
    from lib.observation import Return
    from lib.store import Centre, Receipt, Store

FINE, BLOCKED, WRONG_USE = 0, 1, 2

app = typer.Typer(
    cls=FrenchGroup,
    name="passerelle",
    help="Passerelle : des retours Excel des centres sociaux aux indicateurs et aux graphiques.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_out = Console()
_err = Console(stderr=True)


class View(StrEnum):
    centre = "centre"
    ecole = "ecole"


class By(StrEnum):
    level = "level"
    priority = "priority"
    qpv = "qpv"
    status = "status"
    centre = "centre"


class Format(StrEnum):
    csv = "csv"
    json = "json"


CodebookOption = Annotated[
    Path | None,
    typer.Option("--codebook", help="Autre questionnaire : dossier des trois CSV, ou classeur XLSForm."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Écrit du JSON, pour un programme.")]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", help="Pour une liste : fichier JSON qui donne la question de chaque colonne."),
]
CampaignOption = Annotated[str, typer.Option(help="Campagne des listes qui n’en disent rien.")]
CentreOption = Annotated[str, typer.Option(help="Code du centre social des listes qui n’en disent rien.")]
ViewOption = Annotated[View | None, typer.Option(help="Regard des listes qui n’en disent rien.")]
FilesArgument = Annotated[list[Path], typer.Argument(help="Fichiers Excel à lire.", show_default=False)]


def _stop(message: str, code: int = WRONG_USE) -> NoReturn:
    _err.print(message, style="bold red", highlight=False, markup=False)
    raise typer.Exit(code)


def _codebook(path: Path | None) -> Codebook:
    try:
        return codebook_module.load(path)
    except CodebookError as error:
        _stop("\n".join(error.problems), BLOCKED)


@contextmanager
def _progress(total: int, label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal's error stream, only where there is something to wait for."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=_err, transient=True, disable=total < 2) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done, _total: bar.update(task, completed=done)


@app.command("template", cls=FrenchCommand, help="Crée les classeurs à remplir par les centres.")
def template_command(
    campaign: Annotated[str, typer.Option(help="Campagne, par exemple 2025-2026.")],
    centre: Annotated[str, typer.Option(help="Code du centre social.")] = "",
    name: Annotated[str, typer.Option(help="Nom du centre social.")] = "",
    commune: Annotated[str, typer.Option(help="Commune du centre social.")] = "",
    view: Annotated[View, typer.Option(help="Qui répond : le centre ou l’école.")] = View.centre,
    roster: Annotated[
        Path | None,
        typer.Option(help="Liste des centres (tableur ou CSV : code, nom, commune) : un zip de leurs classeurs."),
    ] = None,
    prefill: Annotated[
        bool,
        typer.Option("--prefill", help="Reprend les liens du dernier retour de chaque centre (dans la base)."),
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Fichier à écrire.")] = None,
    codebook: CodebookOption = None,
) -> None:
    from lib import template

    questions = _codebook(codebook)
    store = _store() if prefill else None
    known = {each.code: each for each in store.centres()} if store else {}
    carry = _carried_over(store, questions, campaign, view.value) if store else None
    if roster is not None:
        centres = _roster(roster, list(known.values()))
        output = output or Path(f"retours_{campaign}.zip")
        with output.open("wb") as file, _progress(len(centres), "Classeurs") as progress:
            template.roster_zip(questions, campaign, centres, view.value, file, progress, prefill=carry)
    elif centre:
        from lib.store import Centre

        before = known.get(centre, Centre(centre, centre))
        invited = Centre(centre, name or before.name, commune or before.commune)
        ret = carry(invited) if carry else None
        if carry and ret is None:
            _err.print("Aucun retour d’une campagne précédente pour ce centre : le classeur est vierge.")
        output = output or Path(template.filename(campaign, invited.name, view.value))
        output.write_bytes(
            template.build(
                questions,
                campaign=campaign,
                centre_code=centre,
                centre_name=invited.name,
                centre_commune=invited.commune,
                view=view.value,
                ret=ret,
            )
        )
    else:
        _stop("Indiquer un centre (--centre CODE) ou une liste de centres (--roster FICHIER).")
    _out.print(str(output), highlight=False, markup=False)


def _carried_over(
    store: Store, questions: Codebook, campaign: str, view: str
) -> Callable[[Centre], Return | None]:
    from lib import carryover

    return carryover.prefill(store, questions, campaign, view)


def _roster(path: Path, known: Sequence[Centre]) -> list[Centre]:
    """The centres of a list, each with the code that it gives or else with the one proposed (which is said)."""
    from lib import rosters
    from lib.findings import Severity
    from lib.worker import Worker

    try:
        data = path.read_bytes()
    except OSError:
        _stop(f"{path} : fichier introuvable ou illisible.")
    with Worker(1, preload=("lib.roster_file",)) as worker:
        preview = rosters.preview(rosters.read_safely(worker, data, path.name), known)
    lines = [f"{found.severity.value} : {found.message} {found.remedy}" for found in preview.findings]
    if preview.blocked:
        _stop("\n".join(lines), BLOCKED)
    for line, found in zip(lines, preview.findings, strict=True):
        if found.severity is not Severity.INFO or found.code == "roster_code_proposed":
            _err.print(line, highlight=False, markup=False)
    return list(preview.listed)


def _examine(
    paths: Sequence[Path],
    codebook: Path | None,
    expected: Expected | None = None,
    mapping: Mapping | None = None,
    remembered: Callable[[str], Mapping | None] | None = None,
) -> Iterator[tuple[Path, bytes, Examined]]:
    """Read and check files in the worker processes, in order, as many at a time as there are workers."""
    from lib.intake import examine_safely, refused_for_size
    from lib.worker import Worker

    missing = [path for path in paths if not path.is_file()]
    if missing:
        _stop(f"{missing[0]} : fichier introuvable.")

    def examine(path: Path) -> tuple[Path, bytes, Examined]:
        if refused := refused_for_size(path.stat().st_size):
            return path, b"", refused
        data = path.read_bytes()
        about = {"mapping": mapping, "remembered": remembered}
        return path, data, examine_safely(worker, data, path.name, expected, codebook, **about)

    size = min(os.cpu_count() or 1, len(paths))
    with Worker(size) as worker, ThreadPoolExecutor(size) as threads, _progress(len(paths), "Lecture") as progress:
        for done, result in enumerate(threads.map(examine, paths), start=1):
            yield result
            progress(done, len(paths))


def _findings_table(name: str, examined: Examined) -> Table:
    table = Table("Gravité", "Feuille", "Cellule", "Anomalie et remède", title=_plain(name), title_justify="left")
    for finding in examined.findings:
        where = (finding.severity.value, finding.place.sheet, finding.place.cell)
        table.add_row(*map(_plain, where), _plain(f"{finding.message} {finding.remedy}"))
    return table


def _plain(text: str):  # a cell may hold [brackets]: never rich markup
    from rich.text import Text

    return Text(text)


def _report(results: Sequence[tuple[str, Examined, dict]], as_json: bool) -> NoReturn:
    """Print what was found in each file, and leave with 1 if one of them is blocked."""
    if as_json:
        files = [
            {
                "file": name,
                "blocked": examined.blocked,
                "links": examined.links,
                "findings": [finding.as_dict() for finding in examined.findings],
                **more,
            }
            for name, examined, more in results
        ]
        print(json.dumps({"files": files}, ensure_ascii=False, indent=2))
    else:
        for name, examined, _ in results:
            if examined.findings:
                _out.print(_findings_table(name, examined))
        blocked = sum(examined.blocked for _, examined, _ in results)
        links = sum(examined.links for _, examined, _ in results)
        _out.print(f"Fichiers lus : {len(results)} · bloqués : {blocked} · liens : {links}", highlight=False)
    raise typer.Exit(BLOCKED if any(examined.blocked for _, examined, _ in results) else FINE)


def _expected(
    campaign: str, centre: str, view: View | None, store: Store | None = None, *, late: bool = False
) -> Expected:
    """What the options say of lists that do not say it, and the roster by which they name their centres."""
    from lib.checks import Expected

    centres = {known.code: known.name for known in store.centres()} if store else {}
    closed = tuple(each.name for each in store.campaign_states() if each.is_closed) if store and not late else ()
    return Expected(campaign, centre, view.value if view else "", centres, closed=closed)


def _mapping(path: Path | None) -> Mapping | None:
    from lib.listing.mapping import Mapping, MappingError

    if path is None:
        return None
    try:
        return Mapping.of_dict(json.loads(path.read_text(encoding="utf-8-sig")))
    except OSError:
        _stop(f"{path} : fichier introuvable ou illisible.")
    except MappingError as error:
        _stop(f"{path} : {error.problem}")
    except ValueError:
        _stop(f"{path} : ce n’est pas du JSON en UTF-8.")


@app.command("check", cls=FrenchCommand, help="Vérifie des retours sans les enregistrer.")
def check_command(
    files: FilesArgument,
    mapping: MappingOption = None,
    campaign: CampaignOption = "",
    centre: CentreOption = "",
    view: ViewOption = None,
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
) -> None:
    _codebook(codebook)
    examined = _examine(files, codebook, _expected(campaign, centre, view), _mapping(mapping))
    _report([(path.name, found, {}) for path, _, found in examined], as_json)


@app.command("import", cls=FrenchCommand, help="Vérifie et enregistre des retours.")
def import_command(
    files: FilesArgument,
    who: Annotated[str, typer.Option(help="Qui dépose.")] = "ligne de commande",
    late: Annotated[
        bool, typer.Option("--late", help="Accepte les retours tardifs d’une campagne fermée.")
    ] = False,
    mapping: MappingOption = None,
    campaign: CampaignOption = "",
    centre: CentreOption = "",
    view: ViewOption = None,
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from dataclasses import replace

    _codebook(codebook)
    store, given = _store(), _mapping(mapping)
    expected = _expected(campaign, centre, view, store, late=late)
    results = []
    for path, data, examined in _examine(files, codebook, expected, given, store.mapping):
        if given and examined.proposal:
            store.remember_mapping(replace(given, source=examined.proposal.source), who)
        if examined.size > len(data):  # too heavy to be read, and to be kept
            results.append((path.name, examined, {"deposit": None, "state": "refused", "deposits": []}))
            continue
        receipts = _deposit(store, path, data, examined, who, late=late)
        kept = [{"deposit": receipt.number, "state": receipt.state} for receipt in receipts]
        results.append((path.name, examined, {**kept[0], "deposits": kept}))
    _report(results, as_json)


@app.command("mapping", cls=FrenchCommand, help="Montre à quelles questions répondent les colonnes d’une liste.")
def mapping_command(
    file: Annotated[Path, typer.Argument(help="Fichier à lire.", show_default=False)],
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
) -> None:
    questions = _codebook(codebook)
    [(_, _, examined)] = _examine([file], codebook)
    proposal = examined.proposal
    if proposal is None:
        _out.print(_findings_table(file.name, examined))
        _stop("Ce fichier n’est pas une liste : il n’y a pas de colonnes à faire correspondre.", BLOCKED)
    if as_json:
        print(json.dumps(proposal.as_dict(questions), ensure_ascii=False, indent=2))
        return
    table = Table("Colonne", "Question", "Ressemblance", "À confirmer", "Exemples")
    for column in proposal.as_dict(questions)["proposal"]:
        score, doubt = f"{column['score']:.0f}" if column["target"] else "", "oui" if column["doubtful"] else ""
        said = f"{column['label']} ({column['target']})" if column["target"] else "–"
        table.add_row(*map(_plain, (column["header"], said, score, doubt, " · ".join(column["samples"]))))
    _out.print(table)


def _deposit(
    store: Store, path: Path, data: bytes, examined: Examined, who: str, *, late: bool
) -> tuple[Receipt, ...]:
    about = {"data": data, "filename": path.name, "findings": examined.findings, "who": who}
    if examined.blocked:
        return (store.refuse(ret=examined.ret, **about),)
    return store.deposit_all(examined.returns, late=late, **about)


def _store() -> Store:
    from lib.store import Store

    return Store.open()


@app.command("indicators", cls=FrenchCommand, help="Écrit le tableau des indicateurs d’une campagne.")
def indicators_command(
    campaign: Annotated[str, typer.Option(help="Campagne, par exemple 2025-2026.")],
    view: Annotated[View, typer.Option(help="Regard : centre ou ecole.")] = View.centre,
    by: Annotated[By | None, typer.Option(help="Compare par cet attribut.")] = None,
    output_format: Annotated[Format, typer.Option("--format", help="csv ou json.")] = Format.csv,
    codebook: CodebookOption = None,
) -> None:
    from lib import indicators, responses, tables, tally
    from lib.filters import COLUMN_OF, Filters

    questions = _codebook(codebook)
    store = _store()
    if campaign not in store.campaigns():
        known = ", ".join(store.campaigns()) or "aucune"
        _stop(f"Campagne inconnue : {campaign}. Campagnes enregistrées : {known}.")
    answers = responses.build(store.tables(), questions)
    bits = tally.Bits.pack(answers)
    filters = Filters(campaign=(campaign,), view=(view.value,))
    frame = indicators.everything(answers, bits, filters, by=COLUMN_OF[by.value] if by else None)
    if output_format is Format.json:
        print(frame.to_json(orient="records", force_ascii=False, indent=2))
    else:
        sys.stdout.buffer.write(tables.csv(frame))


@app.command("codebook", cls=FrenchCommand, help="Vérifie le questionnaire, ou l’écrit en XLSForm.")
def codebook_command(
    xlsform: Annotated[Path | None, typer.Option(help="Écrit le questionnaire dans ce classeur XLSForm.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Vérifie le questionnaire.")] = False,
    codebook: CodebookOption = None,
) -> None:
    if not check and xlsform is None:
        _stop("Indiquer --check, ou --xlsform FICHIER.xlsx.")
    questions = _codebook(codebook)
    if check:
        choices = sum(len(question.choices) for question in questions)
        _out.print(
            f"Questionnaire correct : {len(questions.questions)} questions, {choices} modalités.", highlight=False
        )
    if xlsform is not None:
        from lib import xlsform as xlsform_module

        xlsform_module.write(questions, xlsform)
        _out.print(str(xlsform), highlight=False, markup=False)


@app.command("examples", cls=FrenchCommand, help="Écrit les retours d’exemple, ou les importe dans la base.")
def examples_command(
    write: Annotated[Path | None, typer.Option(help="Écrit les fichiers d’exemple dans ce dossier.")] = None,
    load: Annotated[bool, typer.Option("--load", help="Importe les exemples dans la base.")] = False,
) -> None:
    from lib import examples

    if write is None and not load:
        _stop("Indiquer --write DOSSIER, ou --load.")
    if write is not None:
        with _progress(100, "Fichiers d’exemple") as progress:
            paths = examples.write(write, lambda done, total: progress(done * 100 // total, 100))
        _out.print(f"{len(paths)} fichiers dans {write}", highlight=False, markup=False)
    if load:
        from lib.worker import Worker

        with Worker() as worker, _progress(100, "Import des exemples") as progress:
            count = examples.load(_store(), worker, lambda done, total: progress(done * 100 // total, 100))
        _out.print(f"{count} retours d’exemple importés.", highlight=False)


@app.command("tabulate", cls=FrenchCommand, help="Compte les réponses de n’importe quelle enquête exportée.")
def tabulate_command(
    file: Annotated[Path, typer.Argument(help="Classeur ou fichier texte à lire.", show_default=False)],
    sheet: Annotated[str, typer.Option(help="Feuille à lire ; sinon la plus remplie.")] = "",
    xlsform: Annotated[
        Path | None, typer.Option("--codebook", help="XLSForm dont les types et les libellés font foi.")
    ] = None,
    correct: Annotated[
        list[str] | None, typer.Option("--type", help="Corrige un type : QUESTION=TYPE. Répétable.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from lib.tabulate import OverrideError, report
    from lib.worker import Worker

    if not file.is_file():
        _stop(f"{file} : fichier introuvable.")
    overrides = dict(given.rpartition("=")[::2] for given in correct or ())
    try:
        with Worker(1, preload=("lib.tabulate.report",)) as worker:
            told = report.examine_safely(worker, file.read_bytes(), file.name, sheet, xlsform, overrides)
    except CodebookError as error:
        _stop("\n".join(error.problems), BLOCKED)
    except OverrideError as error:
        _stop(str(error))
    if as_json:
        print(json.dumps(report.as_dict(told), ensure_ascii=False, indent=2))
    else:
        from lib.tabulate import terminal

        for part in terminal.parts(told, file.name):
            _out.print(part, highlight=False)
    raise typer.Exit(FINE if told.survey else BLOCKED)


if __name__ == "__main__":
    app(prog_name="python -m lib")
