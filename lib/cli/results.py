"""``indicators`` and ``tabulate``: figures of a campaign, and of any other survey."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lib.cli.base import (
    BLOCKED,
    FINE,
    CodebookOption,
    JsonOption,
    View,
    app,
    expect_file,
    known_campaign,
    open_store,
    out,
    questionnaire,
    stop,
)
from lib.cli.french import FrenchCommand
from lib.codebook import CodebookError


class By(StrEnum):
    level = "level"
    priority = "priority"
    qpv = "qpv"
    status = "status"
    centre = "centre"


class Format(StrEnum):
    csv = "csv"
    json = "json"


@app.command("indicators", cls=FrenchCommand, help="Écrit le tableau des indicateurs d’une campagne.")
def indicators_command(
    campaign: Annotated[str, typer.Option(help="Campagne, par exemple 2025-2026.")],
    view: Annotated[View, typer.Option(help="Regard : centre ou ecole.")] = View.centre,
    by: Annotated[By | None, typer.Option(help="Compare par cet attribut.")] = None,
    output_format: Annotated[Format, typer.Option("--format", help="csv ou json.")] = Format.csv,
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from lib import indicators, responses, tables, tally
    from lib.filters import COLUMN_OF, Filters

    questions = questionnaire(codebook)
    store = open_store()
    campaign = known_campaign(store, campaign)
    answers = responses.build(store.tables(), questions)
    bits = tally.Bits.pack(answers)
    filters = Filters(campaign=(campaign,), view=(view.value,))
    frame = indicators.everything(answers, bits, filters, by=COLUMN_OF[by.value] if by else None)
    if as_json or output_format is Format.json:
        print(frame.to_json(orient="records", force_ascii=False, indent=2))
    else:
        sys.stdout.buffer.write(tables.csv(frame))


@app.command("tabulate", cls=FrenchCommand, help="Compte les réponses de n’importe quelle enquête exportée.")
def tabulate_command(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Classeur ou fichier texte à lire.", show_default=False)
    ],
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

    expect_file(file)
    if xlsform is not None and not xlsform.exists():
        stop(f"{xlsform} : fichier introuvable.")
    overrides = dict(given.rpartition("=")[::2] for given in correct or ())
    try:
        with Worker(1, preload=("lib.tabulate.report",)) as worker:
            told = report.examine_safely(worker, file.read_bytes(), file.name, sheet, xlsform, overrides)
    except CodebookError as error:
        stop("\n".join(error.problems), BLOCKED)
    except OverrideError as error:
        stop(str(error))
    if as_json:
        print(json.dumps(report.as_dict(told), ensure_ascii=False, indent=2))
    else:
        from lib.tabulate import terminal

        for part in terminal.parts(told, file.name):
            out.print(part, highlight=False)
    raise typer.Exit(FINE if told.survey else BLOCKED)
