"""``deck``, ``report`` and ``brochure``: a campaign, or a kept presentation, as files for the meeting."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lib.cli.base import (
    BLOCKED,
    CodebookOption,
    View,
    app,
    err,
    known_campaign,
    open_store,
    out,
    progress_bar,
    questionnaire,
    stop,
    writing,
)
from lib.cli.french import FrenchCommand

if TYPE_CHECKING:
    import pandas as pd

    from lib.export.slides import Slide
    from lib.filters import Filters
    from lib.responses import Responses
    from lib.store import Store
    from lib.tally import Bits

CampaignOption = Annotated[
    str,
    typer.Option(help="Campagne, par exemple 2025-2026 ; sinon la plus récente qui a un retour.", show_default=False),
]
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

    if campaign and presentation:
        stop("Indiquer une campagne (--campaign) ou une présentation enregistrée (--presentation), pas les deux.")
    looks, store = _template(template), open_store()
    if presentation:
        slides, name, source = _kept(store, presentation), presentation, _source(store, codebook)
        output = output or Path(f"{_safe(presentation)}.pptx")
    else:
        source, filters = _selected(store, campaign, view, codebook)
        slides = deck_campaign.of_campaign(source, filters, store.basket(filters.campaign[0]))
        name = slides[0].title
        output = output or Path(brochure.file_name("reunion", filters, ".pptx"))
    left_out: list[str] = []
    with _written(output, ".pptx", "Diapositives") as (progress, write):
        same = {"template": looks, "progress": progress, "told": left_out.append}
        write(deck.build(source, slides, title=name, today=french.today(), **same))
    for line in left_out:
        err.print(line, highlight=False, markup=False, soft_wrap=True)


@app.command("report", cls=FrenchCommand, help="Écrit le classeur Excel d’une campagne : tableaux et graphiques.")
def report_command(
    campaign: CampaignOption = "",
    view: ViewOption = View.centre,
    raw: Annotated[bool, typer.Option("--raw", help="Ajoute les liens un à un, pour les coordinateurs.")] = False,
    names: Annotated[bool, typer.Option("--names", help="Avec --raw : noms des centres et des écoles.")] = False,
    everywhere: Annotated[
        bool,
        typer.Option("--all", help="Avec --raw : liens de toutes les campagnes et des deux regards, mêmes codes."),
    ] = False,
    output: OutputOption = None,
    codebook: CodebookOption = None,
) -> None:
    from lib import french
    from lib.export import brochure, observations, workbook

    for option, given in (("--names", names), ("--all", everywhere)):
        if given and not raw:
            stop(f"{option} ne va qu’avec --raw, qui ajoute les liens un à un.")
    source, filters = _selected(open_store(), campaign, view, codebook)
    output = output or Path(brochure.file_name("rapport", filters, ".xlsx"))
    with _written(output, ".xlsx", "Tableaux") as (progress, write):
        links = (observations.everywhere(filters) if everywhere else filters) if raw else None
        write(workbook.build(source, filters, raw=links, pseudonyms=not names, today=french.today(), progress=progress))


@app.command("brochure", cls=FrenchCommand, help="Écrit un zip : PowerPoint, classeur, CSV et constats d’une campagne.")
def brochure_command(
    campaign: CampaignOption = "",
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
    voices = store.basket(filters.campaign[0])
    with _written(output, ".zip", "Brochure") as (progress, write):
        write(brochure.build(source, filters, today=french.today(), template=looks, voices=voices, progress=progress))


@contextmanager
def _written(
    output: Path, ending: str, label: str
) -> Iterator[tuple[Callable[[int, int], None], Callable[[bytes], None]]]:
    """A progress bar, and what writes the file; where it cannot be written is said before the work, not after it."""
    from lib.export.running import ExportError

    _expect_writable(output, ending)
    try:
        with writing(output), progress_bar(100, label) as bar:
            yield lambda done, total: bar(100 * done // max(1, total), 100), lambda data: _put(output, data)
    except ExportError as error:
        stop(str(error), BLOCKED)
    if not _is_stream(output):  # what reads it, the standard output perhaps, is to get the file and nothing else
        out.print(str(output), highlight=False, markup=False, soft_wrap=True)


def _expect_writable(output: Path, ending: str) -> None:
    if output.is_dir():
        stop(f"{output} ne peut pas être écrit : c’est un dossier, il y faut le nom d’un fichier.")
    if _is_stream(output):
        return
    place = _place(output)
    for folder in (output.parent, place.parent):
        if not folder.is_dir():
            stop(f"{folder} : dossier introuvable.")
    if place.suffix.lower() != ending:
        stop(f"{output} ne convient pas : ce fichier est un {ending}, par exemple {output.stem}{ending}.")


def _is_stream(output: Path) -> bool:
    """Whether it is there and no regular file: a device or a pipe, which is written to and never replaced."""
    return output.exists() and not output.is_file()


def _place(output: Path) -> Path:
    """The file itself, where ``output`` is a link to it."""
    return Path(os.path.realpath(output))


def _put(output: Path, data: bytes) -> None:
    """Write the file beside its place, then move it in, so that a failure leaves nothing."""
    if _is_stream(output):
        output.write_bytes(data)
        return
    place = _place(output)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(place)
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
    """The figures of the campaign asked for, or of the newest one that this view speaks of, which is then said."""
    from lib.filters import Filters

    name = known_campaign(store, campaign) if campaign else ""
    source = _source(store, codebook)
    if not name:
        name = _newest(source.responses, view)
        err.print(f"Campagne {name}, la plus récente.", highlight=False, markup=False)
    return source, Filters(campaign=(name,), view=(view.value,))


def _newest(responses: Responses, view: View) -> str:
    names = [campaign for campaign, of, _ in responses.returns if of == view.value]
    if not names:
        stop("Aucun retour de ce regard n’a encore été reçu : il n’y a pas de campagne à écrire.")
    return max(names)


def _source(store: Store, codebook: Path | None) -> _Source:
    from lib import responses, tally
    from lib.voices import quotations

    answers = responses.build(store.tables(), questionnaire(codebook))
    told = quotations.gather(answers, store.quotation_notes())
    return _Source(answers, tally.Bits.pack(answers), told)


def _safe(name: str) -> str:
    from lib.export.tables_zip import safe_name

    return safe_name(name)
