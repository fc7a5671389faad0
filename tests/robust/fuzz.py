"""Damaged files by the thousand, as the application reads them: ``python -m tests.robust.fuzz --count 5000``.

Every file goes the whole way: worker process, reader, layout, checks; its cells to be corrected; its annotated
copy, which must read as it did; the tabulation of a list; and what is accepted goes into a store, whose figures
are computed at the end. Ends with 1 if anything raised, or said nonsense.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lib import codebook, responses
from lib.checks import Expected
from lib.correcting import annotate, corrections
from lib.findings import Finding, Severity
from lib.intake import Examined, examine
from lib.store import Store
from lib.store.values import StoreError
from lib.tabulate import report as tabulation
from lib.worker import Worker, WorkerCrashed, WorkerOutOfMemory, WorkerTimedOut
from tests.robust.corpus import seeds
from tests.robust.mutate import mutate
from tests.support.sheets import write_codebook

TIMEOUT = 20.0
LARGEST_REPLY = 4_000_000
"""Bytes that may come back from the worker for one file."""
SAME, SAID, SILENT = "lu, inchangé", "lu, avec des anomalies", "lu autrement, sans rien dire"
BLOCKED, REFUSED = "bloqué", "refusé"
CRASHED, TIMED_OUT, NO_MEMORY = "processus tombé", "trop long", "mémoire refusée"
FAULT = "DÉFAUT"
_UNFILLED = re.compile(r"\{[a-z_]{2,}\}")


@dataclass
class Tally:
    """What became of the files."""

    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)

    def add(self, outcome: str, seconds: float, what: str) -> None:
        self.outcomes[outcome] += 1
        self.slowest = sorted([*self.slowest, (seconds, what)], reverse=True)[:5]


class Bench:
    """The good files, what they say, and a worker that reads the damaged ones."""

    def __init__(self, worker: Worker, folder: Path) -> None:
        self.worker = worker
        small = folder / "petit"
        small.mkdir()
        self._small = write_codebook(small)
        self.names = sorted(seeds())
        self.good = {name: examine(seeds()[name], name, *self._about(name)) for name in self.names}

    def _about(self, name: str) -> tuple[Expected, Path | None]:
        """What is expected of a file, and its questionnaire."""
        is_list = not name.startswith(("petit", "centre", "ecole", "libreoffice"))
        expected = Expected("2025-2026", "C1", "centre", {"C1": "Centre A"}) if is_list else Expected()
        return expected, self._small if name.startswith("petit") else None

    def read(self, seed: int, tally: Tally) -> Examined | None:
        """Damage one file and read it; what was read is given back if it can be accepted."""
        name = self.names[seed % len(self.names)]
        data, change = mutate(seeds()[name], seed)
        what, start = f"{seed} {name} {change}", time.perf_counter()
        examined = None
        try:
            examined = self.worker.run(examine, data, name, *self._about(name))
            outcome = self._judge(examined, name, change, tally)
            seconds = time.perf_counter() - start
            self._go_on(data, name, examined)
        except Exception as error:  # noqa: BLE001 (what is being looked for)
            outcome, seconds = _outcome(error), time.perf_counter() - start
            if outcome == FAULT:
                tally.faults.append(f"{what}\n{''.join(traceback.format_exception(error))}")
        tally.add(outcome, seconds, what)
        return examined if outcome in (SAME, SAID, SILENT) and not name.startswith("petit") else None

    def _go_on(self, data: bytes, name: str, examined: Examined) -> None:
        """What else people do with a file, whether it can be accepted or not."""
        about = self._about(name)
        corrections.cells(examined, codebook.load(about[1]))
        if examined.returns and examined.findings:
            copy = self.worker.run(annotate.annotate, data, name, examined.findings)
            again = self.worker.run(examine, copy.data, name, *about) if copy.in_place else examined
            if (again.returns, again.findings) != (examined.returns, examined.findings):
                raise AssertionError("the annotated copy reads otherwise")
        if about[0].campaign:
            json.dumps(tabulation.as_dict(self.worker.run(tabulation.examine, data, name)), allow_nan=False)

    def _judge(self, examined: Examined, name: str, change: str, tally: Tally) -> str:
        good = self.good[name]
        if nonsense := next((wrong for finding in examined.findings if (wrong := _nonsense(finding))), ""):
            tally.faults.append(f"{name} {change}: {nonsense}")
            return FAULT
        if len(pickle.dumps(examined)) > LARGEST_REPLY:
            tally.faults.append(f"{name} {change}: a reply of {len(pickle.dumps(examined))} bytes")
            return FAULT
        tally.codes.update({finding.code for finding in examined.findings} - {f.code for f in good.findings})
        if examined.blocked:
            return BLOCKED if examined.returns else REFUSED
        if examined.returns == good.returns:
            return SAME
        new = Counter(f.code for f in examined.findings) - Counter(f.code for f in good.findings)
        if new:
            return SAID
        tally.silent[f"{Path(name).suffix} {change}"] += 1
        return SILENT


def _outcome(error: Exception) -> str:
    if isinstance(error, WorkerOutOfMemory):
        return NO_MEMORY
    if isinstance(error, WorkerTimedOut):
        return TIMED_OUT
    return CRASHED if isinstance(error, WorkerCrashed) else FAULT


def _nonsense(finding: Finding) -> str:
    """What is wrong with a finding as a sentence for people, or nothing."""
    said = f"{finding.message} {finding.remedy}"
    if not finding.message.strip() or _UNFILLED.search(finding.message.replace(finding.value, "")):
        return f"{finding.code} says « {said} »"
    if finding.severity is Severity.BLOCKING and not finding.remedy:
        return f"{finding.code} gives no remedy"
    return f"{finding.code} is {len(said)} characters long" if len(said) > 3_000 else ""


def run(count: int, seed: int, folder: Path, *, keep: bool = True) -> Iterator[Tally]:
    """Read so many damaged files, one at a time; after each the tally so far."""
    tally = Tally()
    with Worker(1, timeout=TIMEOUT) as worker, Store.open(f"sqlite:///{folder / 'fuzz.sqlite3'}") as store:
        bench = Bench(worker, folder)
        for number in range(seed * 1_000_000, seed * 1_000_000 + count):
            examined = bench.read(number, tally)
            if examined and keep:
                _deposit(store, examined, number, tally)
            yield tally
        if keep:
            try:
                responses.build(store.tables(), codebook.load())
            except Exception as error:  # noqa: BLE001 (what is being looked for)
                tally.faults.append(f"figures\n{''.join(traceback.format_exception(error))}")
        yield tally


def _deposit(store: Store, examined: Examined, number: int, tally: Tally) -> None:
    try:
        store.deposit_all(
            examined.returns, data=str(number).encode(), filename=f"{number}.xlsx", findings=examined.findings
        )
    except StoreError as error:  # two links that are one school: said to the person
        tally.codes[type(error).__name__] += 1
    except Exception as error:  # noqa: BLE001 (what is being looked for)
        tally.faults.append(f"{number} deposit\n{''.join(traceback.format_exception(error))}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=5_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    start, tally = time.perf_counter(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        for tally in run(given.count, given.seed, Path(folder)):
            done = tally.outcomes.total()
            if done % 50 == 0 or done == given.count:
                rate = done / (time.perf_counter() - start)
                print(f"\r{done} / {given.count} ({rate:.0f} par seconde)", end="", file=sys.stderr, flush=True)
    print(f"\ngraine {given.seed}, {given.count} fichiers en {time.perf_counter() - start:.0f} s")
    for outcome, n in tally.outcomes.most_common():
        print(f"{n:6}  {outcome}")
    print("anomalies nouvelles :", ", ".join(f"{code} {n}" for code, n in tally.codes.most_common(40)))
    print("lus autrement sans rien dire :", ", ".join(f"{what} {n}" for what, n in tally.silent.most_common(40)))
    print("les plus lents :", "; ".join(f"{seconds:.2f} s {what}" for seconds, what in tally.slowest))
    print(*tally.faults[:20], sep="\n\n")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
