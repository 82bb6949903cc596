"""Wagtail's own API v2 beside this project's, for the tests that compare the two."""
