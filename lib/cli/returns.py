"""``check``, ``import`` and ``mapping``: what a file says, what is wrong in it, and keeping it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.table import Table

from lib.cli.base import (
    BLOCKED,
    FINE,
    CodebookOption,
    JsonOption,
    View,
    app,
    expect_file,
    open_store,
    out,
    plain,
    progress_bar,
    questionnaire,
    school_year,
    stop,
    why_not,
)
from lib.cli.french import FrenchCommand
from lib.french import typeset

if TYPE_CHECKING:
    from lib.checks import Expected
    from lib.intake import Examined
    from lib.listing.mapping import Mapping
    from lib.listing.values import Group
    from lib.store import Receipt, Store

MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", help="Pour une liste : fichier JSON, colonnes et valeurs (voir « mapping »)."),
]
CampaignOption = Annotated[str, typer.Option(help="Campagne des listes qui n’en disent rien.")]
CentreOption = Annotated[str, typer.Option(help="Code du centre social des listes qui n’en disent rien.")]
ViewOption = Annotated[View | None, typer.Option(help="Regard des listes qui n’en disent rien.")]
_SAID = {
    "accepted": typeset("déposé sous le nº {deposit}."),
    "replacing": typeset("déposé sous le nº {deposit} ; remplace le nº {replaces}."),
    "duplicate": typeset("déjà déposé (nº {deposit}) : rien n’a été compté deux fois."),
    "replaced": typeset(
        "déjà déposé (nº {deposit}), remplacé depuis par le nº {replaced_by} : rien n’a changé. "
        "Pour revenir à cette version : --again."
    ),
    "refused": typeset("refusé, gardé sous le nº {deposit} : rien n’en est compté."),
}
"""What has become of a return, by the state of its receipt and by what replaces what."""

FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FICHIER", help="Fichiers Excel à lire.", show_default=False)
]


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

    for path in paths:
        expect_file(path)

    def examine(path: Path) -> tuple[Path, bytes, Examined]:
        if refused := refused_for_size(path.stat().st_size):
            return path, b"", refused
        data = path.read_bytes()
        about = {"mapping": mapping, "remembered": remembered}
        return path, data, examine_safely(worker, data, path.name, expected, codebook, **about)

    size = min(os.cpu_count() or 1, len(paths))
    with (
        Worker(size) as worker,
        ThreadPoolExecutor(size) as threads,
        progress_bar(len(paths), "Lecture") as progress,
    ):
        for done, result in enumerate(threads.map(examine, paths), start=1):
            yield result
            progress(done, len(paths))


def findings_table(name: str, examined: Examined) -> Table:
    table = Table("Gravité", "Feuille", "Cellule", "Anomalie et remède", title=plain(name), title_justify="left")
    for finding in examined.findings:
        where = (finding.severity.value, finding.place.sheet, finding.place.cell)
        table.add_row(*map(plain, where), plain(f"{finding.said} {finding.remedy}"))
    return table


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
        for name, examined, more in results:
            if examined.findings:
                out.print(findings_table(name, examined))
            for kept in more.get("deposits", ()):
                state = "replacing" if kept["replaces"] else "replaced" if kept["replaced_by"] else kept["state"]
                said = _SAID[state].format_map(kept)
                out.print(f"{name} : {said}", highlight=False, markup=False, soft_wrap=True)
        blocked = sum(examined.blocked for _, examined, _ in results)
        links = sum(examined.links for _, examined, _ in results)
        out.print(f"Fichiers lus : {len(results)} · bloqués : {blocked} · liens : {links}", highlight=False)
    raise typer.Exit(BLOCKED if any(examined.blocked for _, examined, _ in results) else FINE)


def _expected(
    campaign: str, centre: str, view: View | None, store: Store | None = None, *, late: bool = False
) -> Expected:
    """What the options say of lists that do not say it, and the roster by which they name their centres."""
    from lib.checks import Expected

    campaign = school_year(campaign) if campaign else ""
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
        stop(f"{path} : fichier introuvable ou illisible.")
    except MappingError as error:
        stop(f"{path} : {error.problem}")
    except ValueError:
        stop(f"{path} : ce n’est pas du JSON en UTF-8.")


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
    questionnaire(codebook)
    examined = _examine(files, codebook, _expected(campaign, centre, view), _mapping(mapping))
    _report([(path.name, found, {}) for path, _, found in examined], as_json)


@app.command("import", cls=FrenchCommand, help="Vérifie et enregistre des retours.")
def import_command(
    files: FilesArgument,
    who: Annotated[str, typer.Option(help="Qui dépose.")] = "ligne de commande",
    late: Annotated[bool, typer.Option("--late", help="Accepte les retours tardifs d’une campagne fermée.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Revient à un fichier déjà déposé, même remplacé depuis par un autre.")
    ] = False,
    mapping: MappingOption = None,
    campaign: CampaignOption = "",
    centre: CentreOption = "",
    view: ViewOption = None,
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
) -> None:
    questionnaire(codebook)
    store, given = open_store(), _mapping(mapping)
    expected = _expected(campaign, centre, view, store, late=late)
    results = []
    for path, data, examined in _examine(files, codebook, expected, given, store.mapping):
        if given and examined.proposal:
            store.remember_mapping(replace(given, source=examined.proposal.source), who)
        if examined.size > len(data):  # too heavy to be read, and to be kept
            results.append((path.name, examined, {"deposit": None, "state": "refused", "deposits": []}))
            continue
        examined, kept = _deposit(store, path, data, examined, expected, who, late=late, again=again)
        results.append((path.name, examined, {**kept[0], "deposits": kept}))
    _report(results, as_json)


@app.command("mapping", cls=FrenchCommand, help="Montre ce que sont colonnes et valeurs d’une liste.")
def mapping_command(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier à lire.", show_default=False)],
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from lib.listing.values import groups

    questions = questionnaire(codebook)
    [(_, _, examined)] = _examine([file], codebook)
    proposal = examined.proposal
    if proposal is None:
        out.print(findings_table(file.name, examined))
        stop("Ce fichier n’est pas une liste : il n’y a pas de colonnes à faire correspondre.", BLOCKED)
    if as_json:
        print(json.dumps(proposal.as_dict(questions), ensure_ascii=False, indent=2))
        return
    table = Table("Colonne", "Question", "Ressemblance", "À confirmer", "Exemples")
    for column in proposal.as_dict(questions)["proposal"]:
        score, doubt = f"{column['score']:.0f}" if column["target"] else "", "oui" if column["doubtful"] else ""
        said = f"{column['label']} ({column['target']})" if column["target"] else "–"
        table.add_row(*map(plain, (column["header"], said, score, doubt, " · ".join(column["samples"]))))
    out.print(table)
    if asked := groups(proposal.matches, proposal.values, questions):
        out.print(_values_table(asked))


def _values_table(asked: Sequence[Group]) -> Table:
    """The values that no choice names, or of which somebody said what they stand for."""
    from lib.listing.doubts import some

    table = Table("Colonnes", "Valeur", "Fois", "Lue comme")
    for one in (one for group in asked for one in group.asked):
        read = "–" if one.choice is None else one.choice or "pas compté"
        table.add_row(*map(plain, (some(one.headers), one.text, str(one.times), read)))
    return table


def _deposit(
    store: Store, path: Path, data: bytes, examined: Examined, expected: Expected, who: str, *, late: bool, again: bool
) -> tuple[Examined, list[dict[str, object]]]:
    """Keep a file: as returns that count, or refused with what is wrong; what the store finds is added.

    An old version of a return is kept once more only if it is wanted ``again``: the same files can be imported twice.
    """
    from lib.findings import find
    from lib.store import CampaignClosed, DuplicateLink, StoreError

    about = {"data": data, "filename": path.name, "who": who}
    try:
        if not examined.blocked:
            old = [None if again else store.replaced(ret, examined.sha256) for ret in examined.returns]
            new = [ret for ret, known in zip(examined.returns, old, strict=True) if known is None]
            receipts = iter(store.deposit_all(new, late=late, findings=examined.findings, **about))
            return examined, [_known(*known) if known else _kept(next(receipts)) for known in old]
    except DuplicateLink as error:
        first, second = error.numbers
        why = f"même établissement d’après la base, {error.school}"
        found = find("duplicate_link", link=f"lien {second}", other=first, why=why)
        examined = replace(examined, findings=(found, *examined.findings))
    except CampaignClosed:
        found = find("campaign_closed", value=examined.returns[0].campaign)
        examined = replace(examined, findings=(found, *examined.findings))
    except StoreError as error:
        stop(typeset(f"{path.name} n’est pas enregistré : {why_not(error)}"))
    refused = store.refuse(ret=examined.claim(expected), findings=examined.findings, **about)
    return examined, [_kept(refused)]


def _kept(receipt: Receipt) -> dict[str, object]:
    """What has become of a return, for JSON."""
    return {
        "deposit": receipt.number,
        "state": receipt.state,
        "replaces": receipt.replaces,
        "replaced_by": None,
    }


def _known(number: int, in_force: int) -> dict[str, object]:
    """The same of an old version of a return; one that was only corrected since is still in force."""
    replaced_by = in_force if in_force != number else None
    return {"deposit": number, "state": "duplicate", "replaces": None, "replaced_by": replaced_by}
