"""``template``: the workbooks that centres fill in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lib.cli.base import (
    BLOCKED,
    CodebookOption,
    JsonOption,
    View,
    app,
    err,
    expect_file,
    open_store,
    out,
    progress_bar,
    questionnaire,
    school_year,
    stop,
    writing,
)
from lib.cli.french import FrenchCommand
from lib.codebook import Codebook

if TYPE_CHECKING:
    from lib.observation import Return
    from lib.store import Centre, Store


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
    as_json: JsonOption = False,
) -> None:
    from lib import template

    campaign = school_year(campaign)
    questions = questionnaire(codebook)
    store = open_store() if prefill else None
    known = {each.code: each for each in store.centres()} if store else {}
    carry = _carried_over(store, questions, campaign, view.value) if store else None
    if roster is not None:
        centres = _roster(roster, list(known.values()))
        output = output or Path(f"retours_{campaign}.zip")
        with writing(output), output.open("wb") as file, progress_bar(len(centres), "Classeurs") as progress:
            template.roster_zip(questions, campaign, centres, view.value, file, progress, prefill=carry)
    elif centre:
        from lib.store import Centre

        before = known.get(centre, Centre(centre, centre))
        invited = Centre(centre, name or before.name, commune or before.commune)
        ret = carry(invited) if carry else None
        if carry and ret is None:
            err.print("Aucun retour d’une campagne précédente pour ce centre : le classeur est vierge.")
        output = output or Path(template.filename(campaign, invited.name, view.value))
        made = template.build(
            questions,
            campaign=campaign,
            centre_code=centre,
            centre_name=invited.name,
            centre_commune=invited.commune,
            view=view.value,
            ret=ret,
        )
        with writing(output):
            output.write_bytes(made)
    else:
        stop("Indiquer un centre (--centre CODE) ou une liste de centres (--roster FICHIER).")
    if as_json:
        print(json.dumps({"files": [str(output)]}, ensure_ascii=False, indent=2))
    else:
        out.print(str(output), highlight=False, markup=False)


def _carried_over(store: Store, questions: Codebook, campaign: str, view: str) -> Callable[[Centre], Return | None]:
    from lib.collection import carryover

    return carryover.prefill(store, questions, campaign, view)


def _roster(path: Path, known: Sequence[Centre]) -> list[Centre]:
    """The centres of a list, each with the code that it gives or else with the one proposed (which is said)."""
    from lib.collection import rosters
    from lib.findings import Severity
    from lib.worker import Worker

    expect_file(path)
    try:
        data = path.read_bytes()
    except OSError:
        stop(f"{path} : fichier illisible.")
    with Worker(1, preload=("lib.collection.roster_file",)) as worker:
        preview = rosters.preview(rosters.read_safely(worker, data, path.name), known)
    lines = [f"{found.severity.value} : {found.message} {found.remedy}" for found in preview.findings]
    if preview.blocked:
        stop("\n".join(lines), BLOCKED)
    for line, found in zip(lines, preview.findings, strict=True):
        if found.severity is not Severity.INFO or found.code == "roster_code_proposed":
            err.print(line, highlight=False, markup=False)
    return list(preview.listed)
