"""Readings across questions, views and years: crossings, pairs of views, waves, the network of partners."""
