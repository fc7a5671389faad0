"""Rôle du centre social: what the centre does in the link."""

from lib.ui import empty, guard, page

guard.require()
cards = page.of_results("Rôle du centre social", "Quel rôle tient le centre social ?")
cards.numbers()
empty.stop_without_questions(cards.data, "roles", "sur le rôle du centre social")
cards.show("roles")
