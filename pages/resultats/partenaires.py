"""Partenaires: with whom centre and school work, by family and by type."""

from lib.ui import guard, page

guard.require()
cards = page.of_results("Partenaires", "Avec qui ?")
cards.numbers("nb_partenaires", "trois_familles")
cards.show("familles", "partenaires", "moteurs")
