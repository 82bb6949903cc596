"""How fast the API is, beside what it could be: `make bench`, docs/bench.md.

`catalog` says what is asked, `databases` make what it is asked of, `measures` measure, `targets` say what is to be
reached, `report` writes it down.
"""
