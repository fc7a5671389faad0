"""``codebook`` and ``examples``: the questionnaire, and returns to try everything with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lib.cli.base import CodebookOption, app, open_store, out, progress_bar, questionnaire, stop
from lib.cli.french import FrenchCommand


@app.command("codebook", cls=FrenchCommand, help="Vérifie le questionnaire, ou l’écrit en XLSForm.")
def codebook_command(
    xlsform: Annotated[Path | None, typer.Option(help="Écrit le questionnaire dans ce classeur XLSForm.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Vérifie le questionnaire.")] = False,
    codebook: CodebookOption = None,
) -> None:
    if not check and xlsform is None:
        stop("Indiquer --check, ou --xlsform FICHIER.xlsx.")
    questions = questionnaire(codebook)
    if check:
        choices = sum(len(question.choices) for question in questions)
        out.print(
            f"Questionnaire correct : {len(questions.questions)} questions, {choices} modalités.", highlight=False
        )
        _check_help()
    if xlsform is not None:
        from lib import xlsform as xlsform_module

        xlsform_module.write(questions, xlsform)
        out.print(str(xlsform), highlight=False, markup=False)


def _check_help() -> None:
    """Stop at the first help text that is not whole (see `lib.help.guides`)."""
    from lib.help import acronyms, guides

    try:
        known = len(guides.of_pages())
        guides.answering(), guides.numbers()
    except guides.GuideError as error:
        stop(str(error))
    out.print(f"Aide correcte : {known} modes d’emploi, {len(acronyms.load())} sigles.", highlight=False)


@app.command("examples", cls=FrenchCommand, help="Écrit les retours d’exemple, ou les importe dans la base.")
def examples_command(
    write: Annotated[Path | None, typer.Option(help="Écrit les fichiers d’exemple dans ce dossier.")] = None,
    load: Annotated[bool, typer.Option("--load", help="Importe les exemples dans la base.")] = False,
) -> None:
    from lib import examples

    if write is None and not load:
        stop("Indiquer --write DOSSIER, ou --load.")
    if write is not None:
        with progress_bar(100, "Fichiers d’exemple") as progress:
            paths = examples.write(write, lambda done, total: progress(done * 100 // total, 100))
        out.print(f"{len(paths)} fichiers dans {write}", highlight=False, markup=False)
    if load:
        from lib.worker import Worker

        with Worker() as worker, progress_bar(100, "Import des exemples") as progress:
            count = examples.load(open_store(), worker, lambda done, total: progress(done * 100 // total, 100))
        out.print(f"{count} retours d’exemple importés.", highlight=False)
