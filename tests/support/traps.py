"""A path that goes off when it is opened: what hostile bytes do to a parser, without needing such bytes."""

from __future__ import annotations

import os
import signal
import time


class Trap(os.PathLike):
    """Stands for the path of a questionnaire; ``how`` says what happens where it is read."""

    def __init__(self, how: str) -> None:
        self.how = how

    def __fspath__(self) -> str:
        if self.how == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.how == "hang":
            time.sleep(60)
        if self.how == "eat":
            return "x" * (1 << 40)
        raise KeyError("a fault of ours")
