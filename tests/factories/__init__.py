"""Builders of test content, by app."""
