"""Rôle du centre social: what the centre does in the link."""

from lib.ui import guard, page

guard.require()
cards = page.of_results("Rôle du centre social", "Quel rôle tient le centre social ?")
cards.numbers()
cards.show("roles")
