"""What becomes of an export of the page: made, failed, or stopped at any moment."""

from __future__ import annotations

import threading

from lib import french
from lib.export.running import Cancelled, ExportError
from lib.export.slides import FIGURE, TITLE, Slide
from lib.ui.exporting import Job, deck_of_slides
from tests.support import reports


def run(make: object) -> Job:
    job = Job("Essai", "", "essai.txt", "text/plain", make)
    job.start()
    job._thread.join(30)
    return job


def raises(error: Exception) -> object:
    def make(**_: object) -> bytes:
        raise error

    return make


def test_what_is_made_is_kept_and_why_nothing_is_is_said() -> None:
    made = run(lambda **_: b"fait")
    assert (made.data, made.fault) == (b"fait", "")
    assert run(raises(ExportError("Trop lourd."))).fault == "Trop lourd."
    assert "n’a pas abouti" in run(raises(RuntimeError("x"))).fault
    assert run(raises(Cancelled())).data == b""


def test_one_stopped_in_its_last_step_is_not_kept() -> None:
    begun, go = threading.Event(), threading.Event()

    def make(**_: object) -> bytes:
        begun.set()
        go.wait(30)
        return b"fait"

    job = Job("Essai", "", "essai.txt", "text/plain", make)
    job.start()
    begun.wait(30)
    job.cancel()
    go.set()
    job._thread.join(30)
    assert job.data == b""
    assert "annulé" in job.fault


def test_one_stopped_when_it_was_ready_is_not_offered() -> None:
    job = run(lambda **_: b"fait")
    job.cancel()
    assert "annulé" in job.fault


def test_a_deck_says_which_slides_it_could_not_show() -> None:
    slides = [Slide(FIGURE, figure="plus-la"), Slide(TITLE, title="Fin")]
    job = deck_of_slides(reports.of_small(), "Réunion", slides, None, french.today())
    job.start()
    job._thread.join(30)
    assert job.data
    assert job.about.split("\n") == [
        "Présentation «\u00a0Réunion\u00a0»",
        "Diapositive 1 laissée de côté\u00a0: cette figure n’existe plus dans le questionnaire actuel.",
    ]
    alone = deck_of_slides(reports.of_small(), "Réunion", slides[:1], None, french.today())
    alone.start()
    alone._thread.join(30)
    assert not alone.data
    assert "rien n’a été écrit" in alone.fault
