"""The facts that the French texts name, taken from the code: a rule that changes changes its explanation too."""

from __future__ import annotations

from collections.abc import Mapping

from lib import codebook, derived, figures
from lib.codebook import Codebook, per_codebook
from lib.french import quote
from lib.layout import marks
from lib.masking import MASKED_BELOW, PERCENT_FROM
from lib.observation import CENTRE, campaign_year

_EXAMPLE = "2025-2026"


def rules() -> Mapping[str, str]:
    """Name → what stands for it in the guides: thresholds, years, number of factors of the questionnaire in use."""
    return _rules(codebook.load())


@per_codebook
def _rules(questions: Codebook) -> Mapping[str, str]:
    numbers = {
        "masked": MASKED_BELOW,
        "less": MASKED_BELOW - 1,
        "percent": PERCENT_FROM,
        "below": PERCENT_FROM - 1,
        "years": figures.DURABLE_YEARS,
        "factors": len(derived.factors(questions)),
        "noted": derived.index_depths(questions).start,
        "example_year": campaign_year(_EXAMPLE),
    }
    return {name: str(number) for name, number in numbers.items()} | {"example": _EXAMPLE}


def workbook() -> Mapping[str, str]:
    """The same, with what the workbook of a centre holds: its sheets, its scale, how much room there is."""
    return _workbook(codebook.load())


@per_codebook
def _workbook(questions: Codebook) -> Mapping[str, str]:
    from lib import template  # writes Excel files: only « Comment répondre » needs it
    from lib.template.book import LINK_GROUP, VERBATIM_GROUP

    grids = template.grid_groups(questions, CENTRE)
    factors = derived.factors(questions)
    group = questions.top_group(factors[0]) if factors else ""
    grid_titles = list(grids.values()) or ["–"]
    titles = {name: found.label for name, found in questions.group_by_name.items()}
    sheets = {
        "sheet_links": titles.get(LINK_GROUP, "Liens"),
        "sheet_quotes": titles.get(VERBATIM_GROUP, "Paroles"),
        "sheet_scale": grids.get(group, grid_titles[0]),
        "first_sheet": grid_titles[0],
        "last_sheet": grid_titles[-1],
    }
    return {
        **_rules(questions),
        **{name: quote(title) for name, title in sheets.items()},
        "scale": ", ".join(choice.label for choice in factors[0].choices) if factors else "–",
        "links": str(marks.MAX_LINKS),
        "quotations": str(marks.MAX_VERBATIMS),
    }
