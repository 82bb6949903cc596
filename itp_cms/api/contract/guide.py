"""What the OpenAPI document says before all else: how to ask, whichever endpoint."""

GUIDE = """
**Locales.** `locale` asks for one language, by its code; `fallback` names others to stand in for it where something is
not translated. `meta.locale` says in which language a thing is given, `meta.alternates` where its translations are.

**Fields.** Lists give the usual fields, details all of them. `fields` adds (`fields=date,tags`), leaves out
(`fields=-body`), chooses (`fields=_,title`), gives all (`fields=*`) and reaches into what a field refers to
(`fields=series(name)`). `expand` says how far that is shown, `body=text` gives texts without mark-up.

**Lists.** `limit` and `offset`, or `cursor` with the `meta.next_cursor` of the part before; `order` by one field or
several. A filter takes one value, several (`__in`) or exceptions (`__not`), and of dates and numbers ranges
(`__gt`, `__gte`, `__lt`, `__lte`).

**What is not there.** Only what is public is given. A reference to anything else is `null`, or left out of a list.

**Errors.** Every status from 400 has the one shape of [`Error`]({docs}#schema-Error): a `message` for people, a `code`
for programs, and often the `field` that is wrong and the values that are `allowed`. An unknown parameter is an error.

**How often.** A client may ask so often in each window of time: `RateLimit-Policy` and `RateLimit`, which every answer
to a limited client has, say how often and what remains. Beyond that there is a 429 with `Retry-After`.

To read: [this document as a page]({docs}). To generate clients from: [openapi.json]({document}).
"""
