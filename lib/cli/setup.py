"""``codebook`` and ``examples``: the questionnaire, and returns to try everything with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from lib.cli.base import (
    CodebookOption,
    JsonOption,
    app,
    open_store,
    out,
    progress_bar,
    questionnaire,
    stop,
    writing,
)
from lib.cli.french import FrenchCommand
from lib.french import count, typeset


@app.command("codebook", cls=FrenchCommand, help="Vérifie le questionnaire, ou l’écrit en XLSForm.")
def codebook_command(
    xlsform: Annotated[Path | None, typer.Option(help="Écrit le questionnaire dans ce classeur XLSForm.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Vérifie le questionnaire.")] = False,
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
) -> None:
    if not check and xlsform is None:
        stop("Indiquer --check, ou --xlsform FICHIER.xlsx.")
    questions = questionnaire(codebook, as_json=as_json)
    choices = sum(len(question.choices) for question in questions)
    said = [f"Questionnaire correct : {len(questions.questions)} questions, {choices} modalités."]
    if check:
        said.append(_help())
    if xlsform is not None:
        from lib import xlsform as xlsform_module

        with writing(xlsform):
            xlsform_module.write(questions, xlsform)
    written = [] if xlsform is None else [str(xlsform)]
    if as_json:
        about = {"ok": True, "errors": [], "questions": len(questions.questions), "choices": choices, "files": written}
        print(json.dumps(about, ensure_ascii=False, indent=2))
        return
    for line in [*(said if check else ()), *written]:
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def _help() -> str:
    """How many help texts there are; stop at the first that is not whole (see `lib.help.guides`)."""
    from lib.help import acronyms, guides

    try:
        known = len(guides.of_pages())
        guides.answering(), guides.numbers()
    except guides.GuideError as error:
        stop(str(error))
    return f"Aide correcte : {known} modes d’emploi, {len(acronyms.load())} sigles."


@app.command("examples", cls=FrenchCommand, help="Écrit les retours d’exemple, ou les importe dans la base.")
def examples_command(
    write: Annotated[Path | None, typer.Option(help="Écrit les fichiers d’exemple dans ce dossier.")] = None,
    load: Annotated[bool, typer.Option("--load", help="Importe les exemples dans la base.")] = False,
    as_json: JsonOption = False,
) -> None:
    from lib import examples

    if write is None and not load:
        stop("Indiquer --write DOSSIER, ou --load.")
    paths, known, loaded = [], 0, 0
    if write is not None:
        with writing(write), progress_bar(100, "Fichiers d’exemple") as progress:
            paths = examples.write(write, lambda done, total: progress(done * 100 // total, 100))
    if load:
        from lib.worker import Worker

        store = open_store()
        before = len(store.deposits())
        with Worker() as worker, progress_bar(100, "Import des exemples") as progress:
            offered = examples.load(store, worker, lambda done, total: progress(done * 100 // total, 100))
        loaded = len(store.deposits()) - before
        known = offered - loaded
    if as_json:
        about = {"files": [str(path) for path in paths], "loaded": loaded, "known": known}
        print(json.dumps(about, ensure_ascii=False, indent=2))
        return
    if write is not None:
        out.print(f"{len(paths)} fichiers dans {write}", highlight=False, markup=False)
    if load:
        out.print(_loaded(loaded, known), highlight=False)


def _loaded(new: int, known: int) -> str:
    """What an import of the examples has added."""
    said = count(new, "retour d’exemple importé", "retours d’exemple importés")
    there = f" ; {count(known, 'était', 'étaient')} déjà dans la base" if known else ""
    return typeset(f"{said}{there}.")
