"""Typer's own words in French.

Typer takes its fixed strings through ``gettext`` without shipping a French catalogue, and the help option's
sentence not even so. One small dictionary stands in for the catalogue; `tests/lib/test_command_line.py` holds
that no English is left in the help.
"""

from __future__ import annotations

from typer import core

_FRENCH = {
    "Commands": "Commandes",
    "Options": "Options",
    "Arguments": "Arguments",
    "required": "obligatoire",
    "default: {default}": "par défaut : {default}",
    "(dynamic)": "(calculé)",
    "Missing command.": "Commande manquante.",
    "No such command {name!r}.": "Commande inconnue : {name!r}.",
    "Aborted!": "Interrompu.",
}


def _in_french(text: str) -> str:
    return _FRENCH.get(text, text)


core._ = _in_french  # type: ignore[attr-defined]


class FrenchCommand(core.TyperCommand):
    """A command whose ``--help`` is described in French."""

    def get_help_option(self, ctx):
        return _described(super().get_help_option(ctx))


class FrenchGroup(core.TyperGroup):
    """A group whose ``--help`` is described in French."""

    def get_help_option(self, ctx):
        return _described(super().get_help_option(ctx))


def _described(option):
    if option is not None:
        option.help = "Affiche cette aide."
    return option
