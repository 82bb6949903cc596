"""The time that an object is of, whatever its type calls the fields."""

PERIODS = (("year", "year"), ("year_from", "year_to"), ("date", "date"), ("start_date", "end_date"))
"""The fields with the first and the last year or day; the first pair that a type has a field of counts."""
