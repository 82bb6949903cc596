"""Answers that are kept while they hold: the same bytes for the same address, until the content or the time changes it.

`docs/caching.md` tells how, and why nothing kept is ever old.
"""
