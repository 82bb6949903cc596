"""Benches of the API: `catalog` says what is asked, `__main__` how it is measured."""
