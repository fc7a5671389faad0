"""The command line: ``python -m lib COMMAND``. Help and messages are French, ``--json`` is for machines.

Exit codes: 0 fine, 1 blocking findings, 2 wrong use. What a command needs is imported in the command, so that
``--help`` and ``codebook`` answer at once.
"""

from lib.cli import export, results, returns, setup, templates
from lib.cli.base import app

__all__ = ["app", "export", "results", "returns", "setup", "templates"]
