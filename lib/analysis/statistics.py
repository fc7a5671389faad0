"""Tests of independence, with what they are called in French. Nothing here knows what is being compared.

scipy is imported by the functions that need it: at start it would cost a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEVEL = 0.05
"""Below this a gap is called a net statistical link: one crossing in twenty does so by chance."""
EXPECTED = 5
"""Expected number from which χ² speaks for a cell of a table of two by two."""
FEWEST = 10
"""Links without which nothing is tested."""
_RESAMPLES = 4999
_SEED = 2018


@dataclass(frozen=True, slots=True)
class Test:
    """One test: its French name, statistic and degrees of freedom where it has them, p, and Cramér's V of a table."""

    name: str
    p: float
    statistic: float | None = None
    df: int | None = None
    v: float | None = None


def chi_square(table: np.ndarray, *, yates: bool = False) -> tuple[float, int, float]:
    """χ², its degrees of freedom and p; ``yates`` corrects a table of two by two.

    Examples
    --------
    >>> statistic, df, p = chi_square(np.array([[629, 270], [490, 611]]))
    >>> round(statistic, 2), df
    (130.18, 1)
    """
    from scipy.stats import chi2_contingency

    found = chi2_contingency(table, correction=yates)
    return float(found.statistic), int(found.dof), float(found.pvalue)


def cramers_v(table: np.ndarray) -> float:
    """Cramér's V: 0 for no association, 1 where one answer gives the other."""
    from scipy.stats.contingency import association

    return float(association(table, method="cramer", correction=False))


def of_table(table: np.ndarray) -> Test | None:
    """Test whether rows and columns of a table of counts are independent; None where there is too little to tell.

    χ² where its conditions hold (two by two: each expected number 5 or more, with Yates' correction; larger tables:
    Cochran's rule, one in five below 5 at most and none below 1), else Fisher's exact test.
    """
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape, default=0) < 2 or table.sum() < FEWEST:
        return None
    small = table.shape == (2, 2)
    if not chi_square_speaks(table):
        return Test("test exact de Fisher", fisher(table), v=cramers_v(table))
    statistic, df, p = chi_square(table, yates=small)
    return Test("χ² avec correction de Yates" if small else "χ²", p, statistic, df, cramers_v(table))


def expected(table: np.ndarray) -> np.ndarray:
    """Counts that independence would give."""
    return table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / table.sum()


def chi_square_speaks(table: np.ndarray) -> bool:
    """Whether the expected numbers are large enough for χ²."""
    awaited = expected(table)
    if table.shape == (2, 2):
        return bool((awaited >= EXPECTED).all())
    return bool((awaited >= 1).all() and (awaited < EXPECTED).mean() <= 0.2)


def fisher(table: np.ndarray) -> float:
    """p of Fisher's exact test; tables larger than two by two by random tables, the same ones each time."""
    from scipy import stats

    if table.shape == (2, 2):
        return float(stats.fisher_exact(table).pvalue)
    method = stats.MonteCarloMethod(n_resamples=_RESAMPLES, rng=np.random.default_rng(_SEED))
    # Of some tables scipy gives an array of one.
    return np.asarray(stats.fisher_exact(table, method=method).pvalue).item()


def of_pairs(both: np.ndarray, one: np.ndarray, other: np.ndarray, total: int) -> np.ndarray:
    """Test many tables of two by two at once.

    Parameters
    ----------
    both, one, other : int arrays of one shape
        Links with both traits, with the first, with the second; ``total`` links in all.

    Returns
    -------
    float array
        p of each: χ² with Yates' correction where each expected number is 5 or more, else Fisher's exact test;
        NaN where a trait is everybody's or nobody's.
    """
    from scipy.special import chdtrc

    both, one, other = (np.asarray(values, dtype=float) for values in np.broadcast_arrays(both, one, other))
    varies = (one > 0) & (one < total) & (other > 0) & (other < total)
    least = np.minimum(one, total - one) * np.minimum(other, total - other) / max(total, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = (np.abs(both - one * other / total) - 0.5).clip(min=0)
        statistic = gap**2 * total**3 / (one * (total - one) * other * (total - other))
    p = np.where(varies, chdtrc(1, np.where(varies, statistic, 0)), np.nan)
    exact = varies & (least < EXPECTED)
    p[exact] = _fisher_pairs(both[exact], one[exact], other[exact], total)
    return p


def _fisher_pairs(both: np.ndarray, one: np.ndarray, other: np.ndarray, total: int) -> np.ndarray:
    """Two-sided p of Fisher's exact test: all tables that are no likelier than the one seen."""
    from scipy.special import gammaln

    if not len(both):
        return both
    low, high = np.maximum(0, one + other - total), np.minimum(one, other)
    seen = low[:, None] + np.arange(int((high - low).max()) + 1)
    possible = seen <= high[:, None]
    seen = np.minimum(seen, high[:, None])

    def likelihood(n: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        cells = (n, a - n, b - n, total - a - b + n)
        margins = (a, total - a, b, total - b)
        return sum(gammaln(m + 1) for m in margins) - gammaln(total + 1) - sum(gammaln(c + 1) for c in cells)

    chances = np.where(possible, likelihood(seen, one[:, None], other[:, None]), -np.inf)
    mine = likelihood(both, one, other)
    return np.where(chances <= mine[:, None] + 1e-7, np.exp(chances), 0).sum(axis=1).clip(max=1)


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's correction for a family of tests; NaN (not tested) is no member of it.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    corrected = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p.flat[tested], kind="stable")]
    steps = p.flat[order] * np.arange(len(order), 0, -1)
    corrected.flat[order] = np.maximum.accumulate(steps).clip(max=1) if len(steps) else steps
    return corrected


def of_profiles(both: np.ndarray, rows: np.ndarray, columns: np.ndarray, total: int) -> float | None:
    """Test two sets of boxes against each other as wholes: do links that differ on one differ on the other?

    The squares of all standardised gaps are added up. What they would come to if the answers of one side were dealt
    out at random to the links has a mean and a variance that follow from how boxes of one side go together;
    a χ² of the same mean and variance gives p. Several modest gaps in one direction so count together, where each
    of them alone is lost among many tests.

    Parameters
    ----------
    both : int array, rows × columns
        Links with each pair.
    rows, columns : int arrays, square
        Links with each pair of boxes of one side; the diagonal is the box itself.
    total : int

    Returns
    -------
    float or None
        p, or None where no box of a side varies.
    """
    from scipy.special import chdtrc

    a, b = _varying(rows, total), _varying(columns, total)
    if total < FEWEST or not a.any() or not b.any():
        return None
    n, share_a, share_b = both[np.ix_(a, b)], np.diag(rows)[a] / total, np.diag(columns)[b] / total
    spread_a, spread_b = np.sqrt(share_a * (1 - share_a)), np.sqrt(share_b * (1 - share_b))
    gaps = (n - total * np.outer(share_a, share_b)) / np.outer(spread_a, spread_b)
    seen = (gaps**2).sum() * (total - 1) / total**2
    weights = [
        (share.size, float((((co[np.ix_(k, k)] / total - np.outer(share, share)) / np.outer(s, s)) ** 2).sum()))
        for co, k, share, s in ((rows, a, share_a, spread_a), (columns, b, share_b, spread_b))
    ]
    mean, squares = weights[0][0] * weights[1][0], weights[0][1] * weights[1][1]
    return float(chdtrc(mean**2 / squares, seen * mean / squares))


def _varying(co: np.ndarray, total: int) -> np.ndarray:
    diagonal = np.diag(co)
    return (diagonal > 0) & (diagonal < total)


def of_means(counts: np.ndarray, points: np.ndarray) -> float | None:
    """Test whether groups differ in the mean of their points.

    Parameters
    ----------
    counts : int array, points × groups
        Links of each group at each point.
    points : int array
        The value of each row.

    Returns
    -------
    float or None
        p of the mean-score test of Cochran, Mantel and Haenszel: what the means of the groups would differ if
        points were dealt out at random. None with fewer than two groups, or where all points are the same.
    """
    from scipy.special import chdtrc

    counts = counts[:, counts.sum(axis=0) > 0]
    sizes, total = counts.sum(axis=0), counts.sum()
    if counts.shape[1] < 2 or total < FEWEST:
        return None
    mean = (points @ counts).sum() / total
    spread = ((points - mean) ** 2 @ counts).sum()
    if not spread:
        return None
    between = (sizes * ((points @ counts) / sizes - mean) ** 2).sum()
    return float(chdtrc(counts.shape[1] - 1, (total - 1) * between / spread))
