"""The colours, computed: contrast by WCAG 2, and what deuteranope and protanope eyes still tell apart."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import plotly.io as pio
import pytest

from lib.charts import palette

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "ordinary": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(colour: str, vision: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of a colour as these eyes see it."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(vision @ linear, 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_contrast_is_that_of_wcag():
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert palette.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_there_are_ten_colours_and_all_stand_out_from_white():
    weak = [c for c in (*palette.COLOURS, palette.NEUTRAL) if palette.contrast(c, palette.PAPER) < 3]
    assert len(set(palette.COLOURS)) == 10
    assert weak == []


@pytest.mark.parametrize("eyes", VISION)
def test_any_two_colours_are_told_apart_by(eyes):
    distances = {
        (a, b): np.linalg.norm(lab(a, VISION[eyes]) - lab(b, VISION[eyes])) for a, b in combinations(palette.COLOURS, 2)
    }
    assert {pair: round(gap) for pair, gap in distances.items() if gap < 20} == {}


@pytest.mark.parametrize("eyes", VISION)
def test_scores_go_from_light_to_dark_in_steps_for(eyes):
    lightness = [lab(fill, VISION[eyes])[0] for fill, _ in palette.ramp(4)]
    assert all(light - dark > 12 for light, dark in pairwise(lightness))


@pytest.mark.parametrize("points", [2, 3, 4, 5, 11])
def test_numbers_inside_a_scale_can_be_read(points):
    shades = palette.ramp(points)
    assert len({fill for fill, _ in shades}) == points
    assert [fill for fill, ink in shades if palette.contrast(fill, ink) < 4.5] == []


def test_outline_of_light_scores_and_letters_stand_out():
    assert palette.contrast(palette.SCORE_OUTLINE, palette.PAPER) >= 3
    assert min(palette.contrast(ink, palette.PAPER) for ink in (palette.INK, palette.MUTED)) >= 4.5


def test_the_template_is_registered_with_french_numbers_and_big_letters():
    layout = pio.templates[palette.TEMPLATE].layout
    assert (layout.separators, tuple(layout.colorway)) == (", ", palette.COLOURS)
    assert layout.font.size >= 18


def test_labels_are_wrapped_at_spaces_and_never_cut():
    label = "Confiance des parents retrouvée envers l’Éducation nationale (café des parents)"
    assert palette.wrap(label) == (
        "Confiance des parents retrouvée envers",
        "l’Éducation nationale (café des parents)",
    )
    assert palette.wrap("Ça\u00a0: va\u202f?", 4) == ("Ça\u00a0:", "va\u202f?")
    assert palette.wrap("") == ("",)


def test_markup_in_a_label_is_shown_and_not_obeyed():
    assert palette.escape("<b>Caf</b> & co") == "&lt;b&gt;Caf&lt;/b&gt; &amp; co"
