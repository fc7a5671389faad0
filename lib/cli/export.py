"""``deck``, ``report`` and ``brochure``: a campaign, or a kept presentation, as files for the meeting."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lib.cli.base import BLOCKED, CodebookOption, View, app, open_store, out, progress_bar, questionnaire, stop, writing
from lib.cli.french import FrenchCommand

if TYPE_CHECKING:
    import pandas as pd

    from lib.export.slides import Slide
    from lib.filters import Filters
    from lib.responses import Responses
    from lib.store import Store
    from lib.tally import Bits

CampaignOption = Annotated[str, typer.Option(help="Campagne, par exemple 2025-2026.")]
ViewOption = Annotated[View, typer.Option(help="Regard : centre ou ecole.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="Fichier à écrire.")]
TemplateOption = Annotated[
    Path | None, typer.Option("--template", help="Modèle PowerPoint (.pptx) dont reprendre la mise en page.")
]


@dataclass(frozen=True)
class _Source:
    """What figures and quotations are taken from."""

    responses: Responses
    bits: Bits
    quotations: pd.DataFrame


@app.command("deck", cls=FrenchCommand, help="Écrit un PowerPoint : une campagne, ou une présentation enregistrée.")
def deck_command(
    campaign: CampaignOption = "",
    view: ViewOption = View.centre,
    presentation: Annotated[str, typer.Option(help="Nom d’une présentation enregistrée.")] = "",
    template: TemplateOption = None,
    output: OutputOption = None,
    codebook: CodebookOption = None,
) -> None:
    from lib import french
    from lib.export import brochure, deck, deck_campaign

    if bool(campaign) == bool(presentation):
        stop("Indiquer une campagne (--campaign) ou une présentation enregistrée (--presentation).")
    looks, store = _template(template), open_store()
    if presentation:
        slides, name, source = _kept(store, presentation), presentation, _source(store, codebook)
        output = output or Path(f"{_safe(presentation)}.pptx")
    else:
        source, filters = _selected(store, campaign, view, codebook)
        slides = deck_campaign.of_campaign(source, filters, store.basket(campaign))
        name = slides[0].title
        output = output or Path(brochure.file_name("reunion", filters, ".pptx"))
    with _written(output, "Diapositives") as (progress, write):
        write(deck.build(source, slides, title=name, today=french.today(), template=looks, progress=progress))


@app.command("report", cls=FrenchCommand, help="Écrit le classeur Excel d’une campagne : tableaux et graphiques.")
def report_command(
    campaign: CampaignOption,
    view: ViewOption = View.centre,
    raw: Annotated[bool, typer.Option("--raw", help="Ajoute les liens un à un, pour les coordinateurs.")] = False,
    names: Annotated[bool, typer.Option("--names", help="Avec --raw : noms des centres et des écoles.")] = False,
    output: OutputOption = None,
    codebook: CodebookOption = None,
) -> None:
    from lib import french
    from lib.export import brochure, workbook

    source, filters = _selected(open_store(), campaign, view, codebook)
    output = output or Path(brochure.file_name("rapport", filters, ".xlsx"))
    with _written(output, "Tableaux") as (progress, write):
        write(workbook.build(source, filters, raw=raw, pseudonyms=not names, today=french.today(), progress=progress))


@app.command("brochure", cls=FrenchCommand, help="Écrit un zip : PowerPoint, classeur, CSV et constats d’une campagne.")
def brochure_command(
    campaign: CampaignOption,
    view: ViewOption = View.centre,
    template: TemplateOption = None,
    output: OutputOption = None,
    codebook: CodebookOption = None,
) -> None:
    from lib import french
    from lib.export import brochure

    looks, store = _template(template), open_store()
    source, filters = _selected(store, campaign, view, codebook)
    output = output or Path(brochure.file_name("brochure", filters, ".zip"))
    voices = store.basket(campaign)
    with _written(output, "Brochure") as (progress, write):
        write(brochure.build(source, filters, today=french.today(), template=looks, voices=voices, progress=progress))


@contextmanager
def _written(output: Path, label: str) -> Iterator[tuple[Callable[[int, int], None], Callable[[bytes], None]]]:
    """A progress bar, and what writes the file: beside it, then moved in place, so that a failure leaves nothing."""
    from lib.export.running import ExportError

    if not output.parent.is_dir():
        stop(f"{output.parent} : dossier introuvable.")
    try:
        with writing(output), progress_bar(100, label) as bar:
            yield lambda done, total: bar(100 * done // max(1, total), 100), lambda data: _put(output, data)
    except ExportError as error:
        stop(str(error), BLOCKED)
    out.print(str(output), highlight=False, markup=False, soft_wrap=True)


def _put(output: Path, data: bytes) -> None:
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)


def _template(path: Path | None) -> bytes | None:
    if path is not None and not path.is_file():
        stop(f"{path} : fichier introuvable.")
    return None if path is None else path.read_bytes()


def _kept(store: Store, name: str) -> list[Slide]:
    from lib.export.slides import Slide

    kept = {each.name: each for each in store.presentations()}
    if name not in kept:
        known = ", ".join(kept) or "aucune"
        stop(f"Présentation inconnue : {name}. Présentations enregistrées : {known}.")
    slides = []
    for given in kept[name].slides:
        try:
            slides.append(Slide.from_dict(given))
        except ValueError:
            continue  # written by another version; it stays in the store
    if not slides:
        stop(f"La présentation {name} n’a pas de diapositive.")
    return slides


def _selected(store: Store, campaign: str, view: View, codebook: Path | None) -> tuple[_Source, Filters]:
    from lib.filters import Filters

    if campaign not in store.campaigns():
        known = ", ".join(store.campaigns()) or "aucune"
        stop(f"Campagne inconnue : {campaign}. Campagnes enregistrées : {known}.")
    return _source(store, codebook), Filters(campaign=(campaign,), view=(view.value,))


def _source(store: Store, codebook: Path | None) -> _Source:
    from lib import responses, tally
    from lib.voices import quotations

    answers = responses.build(store.tables(), questionnaire(codebook))
    told = quotations.gather(answers, store.quotation_notes())
    return _Source(answers, tally.Bits.pack(answers), told)


def _safe(name: str) -> str:
    from lib.export.tables_zip import safe_name

    return safe_name(name)
