"""What is said of two campaigns: each change judged by itself, and how many lines were compared."""

from __future__ import annotations

import pytest

from lib.analysis import wave_words
from lib.french import typeset
from tests.support import results

FIRST, LAST = "2024-2025", "2025-2026"


def line(label: str, before: tuple[int, int], after: tuple[int, int], **more: object) -> list[dict[str, object]]:
    """One line in both campaigns: n and base of each; its interval is ten points wide on both sides."""
    return [
        results.row(
            n,
            base,
            indicator="x",
            choice=label,
            label=label,
            group=wave,
            group_label=wave,
            interval=(n / base - 0.1, n / base + 0.1) if base else None,
            **more,
        )
        for wave, (n, base) in ((FIRST, before), (LAST, after))
    ]


def mean(label: str, before: float, after: float, base: int = 20) -> list[dict[str, object]]:
    rows = line(label, (base, base), (base, base), unit="points (0–3)")
    for row, value in zip(rows, (before, after), strict=True):
        row.update(value=None if row["masked"] else value, share=None, low=None, high=None)
    return rows


def said(*rows: list[dict[str, object]]) -> str:
    return wave_words.sentence(results.frame([row for part in rows for row in part]))


@pytest.mark.parametrize(
    ("up", "down", "doubt"),
    [
        # Intervals of 20 ± 10 and 60 ± 10 do not meet, those of 30 ± 10 and 25 ± 10 do.
        (((4, 20), (12, 20)), ((6, 20), (5, 20)), "Pour « Bas », les intervalles à 95 % se recouvrent : "),
        (((4, 20), (5, 20)), ((12, 20), (4, 20)), "Pour « Haut », les intervalles à 95 % se recouvrent : "),
        (((4, 20), (5, 20)), ((6, 20), (5, 20)), "Les intervalles à 95 % se recouvrent : "),
        (((4, 20), (12, 20)), ((12, 20), (4, 20)), ""),
    ],
)
def test_each_change_that_is_named_is_judged_by_itself(up: tuple, down: tuple, doubt: str) -> None:
    text = said(line("Haut", *up), line("Bas", *down))
    changes, _, rest = text.partition("20).")
    assert typeset("hausse est pour « Haut »") in changes and typeset("baisse est pour « Bas »") in changes
    assert rest == typeset(doubt and f" {doubt}trop peu de réponses pour conclure à un changement.")


def test_nothing_is_concluded_of_means() -> None:
    assert said(mean("Haut", 1.2, 2.5), mean("Bas", 2.0, 1.9)) == typeset(
        "De 2024-2025 à 2025-2026, la plus forte hausse est pour « Haut » : 1,2 puis 2,5 en moyenne ; la plus forte "
        "baisse est pour « Bas » : 2,0 puis 1,9 en moyenne. Aucun test n’est fait sur des moyennes : rien n’est conclu."
    )
    # What is written as the same is no change.
    assert said(mean("Haut", 1.21, 1.24)) == typeset("De 2024-2025 à 2025-2026, « Haut » : 1,2 puis 1,2 en moyenne.")


def test_counts_are_too_few_to_conclude() -> None:
    assert said(line("Haut", (1, 8), (7, 8))) == typeset(
        "De 2024-2025 à 2025-2026, « Haut » : 1 sur 8 puis 7 sur 8. Moins de 10 réponses : trop peu pour conclure à un "
        "changement."
    )


def test_the_most_of_what_is_shown_is_said_to_be_of_so_many_lines() -> None:
    """Six of eight factors are masked: the largest change is that of two."""
    hidden = [mean(f"Facteur {number}", 1.0, 3.0, base=4) for number in range(6)]
    assert said(mean("Haut", 1.2, 2.5), mean("Bas", 2.0, 1.9), *hidden).startswith(
        typeset("De 2024-2025 à 2025-2026, parmi les 2 lignes comparées sur 8, la plus forte hausse est pour « Haut »")
    )
    assert said(mean("Haut", 1.2, 2.5), *hidden).startswith(
        typeset("De 2024-2025 à 2025-2026, seule ligne comparée sur 7, « Haut » : 1,2 puis 2,5 en moyenne.")
    )


def test_lines_without_answers_are_not_counted() -> None:
    empty = line("Vide", (0, 0), (0, 0))
    text = said(line("Haut", (4, 20), (12, 20)), line("Bas", (12, 20), (4, 20)), empty)
    assert "comparées" not in text


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ((0, 0), ""),
        ((1, 1), " ; non compris : 1 lien retrouvé chaque fois, qui n’a pas toujours répondu"),
        ((1, 3), " ; non compris : de 1 à 3 liens retrouvés chaque fois, qui n’ont pas toujours répondu"),
    ],
)
def test_the_base_of_the_same_links_agrees_with_its_numbers(missing: tuple[int, int], words: str) -> None:
    rows = [*line("Haut", (4, 20), (12, 20)), *line("Bas", (4, 20), (4, 20))]
    for row, count in zip(rows, (missing[0], missing[0], missing[1], missing[1]), strict=True):
        row["missing"] = count
    assert wave_words.base_of_same(results.frame(rows)) == typeset(
        f"Base : les 20 mêmes liens, qui ont répondu dans chaque campagne{words}."
    )


def test_what_begins_is_said_in_brackets_before_the_next_movement() -> None:
    moved = {"liens_poursuivis": 20, "liens_commences": 7, "liens_repris": 9}
    rows = [
        results.row(
            n,
            36,
            indicator=code,
            choice=code,
            label=code,
            family="avant" if code == "liens_poursuivis" else "après",
            group="p",
            group_label=f"{FIRST} → {LAST}",
        )
        for code, n in moved.items()
    ]
    assert wave_words.of_movements(results.frame(rows)) == typeset(
        "36 liens en cours en 2024-2025 : 20 se poursuivent. 36 liens en cours en 2025-2026 : 20 l’étaient déjà, 7 ont "
        "commencé (ou sont cités pour la première fois) et 9 ont repris."
    )
