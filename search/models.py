"""The index: what there is to find, drafts included, and by which words.

An engine keeps the words (`search.engines`); rows here say what they are the words of, once for all engines.
"""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale
from wagtail.search.index import get_indexed_models

from itp_cms.core.changes.identity import root_of

RELATION = "search_entries"
"""The name under which every indexed model has its entries."""


class Entry(models.Model):
    """Something that can be found: a page, a file, a snippet."""

    root = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    """The model that has the primary key: of pages, `Page`."""
    object_id = models.BigIntegerField()
    type = models.CharField(max_length=100)
    """As in the change log: `blog.BlogPage`."""
    locale = models.ForeignKey(Locale, null=True, on_delete=models.CASCADE, related_name="+")
    translation_key = models.UUIDField(null=True)
    is_public = models.BooleanField(default=False)
    """Whether it was public when it was read. What was not may have had words by then that nobody was meant to see:
    readers find it when it has been read again."""
    day = models.DateField(null=True)
    """What it is dated by."""
    named_until = models.DateTimeField(null=True)
    """When one of the people and other subjects that it is found by ceases to be public."""
    digest = models.CharField(max_length=64)
    """Of all that the index has of it: what has not changed is not written again."""
    as_of = models.BigIntegerField(default=0)
    """The number of the newest change there was when it was read."""
    facets = models.TextField(blank=True)
    """The values it is counted by, `kind=key`, one in a line: beside the row, as all hits are counted at once."""
    # What is long comes last: SQLite reads a row up to the last column that is asked for.
    title = models.TextField()
    names = models.JSONField(default=list)
    """What the people and other subjects are called by which it is found: `[language code, text]` each."""
    passages = models.JSONField()
    """What it says, in order, for highlights: `[field, language code, text]` each, of a PDF with the page's number."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "index entry"
        verbose_name_plural = "index entries"
        constraints = [models.UniqueConstraint(fields=["root", "object_id"], name="one_entry_per_object")]
        indexes = [
            models.Index(fields=["named_until"], name="entry_named_until"),
            models.Index(fields=["translation_key"], name="entry_translation_key"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def model(self) -> Any:
        """The model that has the primary key."""
        return ContentType.objects.get_for_id(self.root_id).model_class()


class Value(models.Model):
    """What an entry is filtered and counted by: `("country", "EG")`, `("year", "2018")`."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="values")
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=100)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name", "value"], name="value_once_per_entry")]
        indexes = [models.Index(fields=["name", "value"], name="value_by_name")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class Term(models.Model):
    """A word that public things have had, for `did_you_mean`."""

    word = models.CharField(max_length=100, primary_key=True)
    """Folded."""
    written = models.CharField(max_length=200)
    """As it was written where it was met first."""
    length = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["length", "word"], name="term_by_length")]

    def __str__(self) -> str:
        return self.written


class PdfText(models.Model):
    """What a PDF says, as it was read once."""

    class Problem(models.TextChoices):
        BROKEN = "broken", _("It is broken, or parts of it are.")
        ENCRYPTED = "encrypted", _("It asks for a password.")
        NO_TEXT = "no_text", _("It has no text; its pages may be pictures.")
        MISSING = "missing", _("The file is missing.")

    document = models.OneToOneField(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, on_delete=models.CASCADE, related_name="pdf_text"
    )
    file = models.CharField(max_length=255)
    """The name of the file that was read; another is read anew."""
    pages = models.JSONField(default=list)
    """The text of each page."""
    problem = models.CharField(max_length=20, choices=Problem, blank=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.file


class Miss(models.Model):
    """Something that readers looked for in vain, in the form in which it is compared. Nothing is kept of who they are,
    and nothing that may be an address or a number of somebody's.
    """

    text = models.CharField(max_length=100)
    language_code = models.CharField(max_length=20, blank=True)
    """That was asked for; empty for all."""
    count = models.PositiveIntegerField(default=0)
    last_on = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "language_code"], name="miss_once_per_language")]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class WordsField(models.TextField):
    """What is matched, with what the engine understands as a query."""


class SQLiteWords(models.Model):
    """SQLite's full-text table (FTS5), a column for each field."""

    entry = models.OneToOneField(
        Entry, primary_key=True, db_column="rowid", on_delete=models.DO_NOTHING, related_name="sqlite_words"
    )
    all = WordsField(db_column="search_sqlitewords")
    """Every column: FTS5's hidden one, which is called as the table is."""

    class Meta:
        managed = False
        db_table = "search_sqlitewords"


class PostgreSQLWords(models.Model):
    """PostgreSQL's words, with their places and weights (`tsvector`)."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.DO_NOTHING, related_name="postgresql_words")
    all = WordsField(db_column="vector")

    class Meta:
        managed = False
        db_table = "search_postgresqlwords"


class EntryRelation(GenericRelation):
    """From an object to its entry, of whatever type the object is."""

    auto_created = True  # no field that anybody edits or copies

    def get_content_type(self) -> ContentType:
        return ContentType.objects.get_for_model(root_of(self.model), for_concrete_model=self.for_concrete_model)

    def bulk_related_objects(self, objs: Any, using: str = "default") -> models.QuerySet[Any]:
        """What is deleted with objects: a page is one of several models, and its entry that of the first."""
        if root_of(self.model) is not self.model:
            return Entry.objects.none()
        return super().bulk_related_objects(objs, using)


def relate_indexed_models() -> None:
    """Give each model that is indexed the relation to its entries."""
    for model in get_indexed_models():
        relation = EntryRelation(Entry, content_type_field="root", object_id_field="object_id")
        relation.contribute_to_class(model, RELATION)


class IndexState(models.Model):
    """What the index is of, in the one row there is. Who writes to the index holds the row's lock until the commit, and
    reads objects after taking it: the last to write has read what is newest.
    """

    THE_ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ROW)
    analysis = models.PositiveIntegerField(null=True)
    """The version of the analysis by which all of it was made; null while some of it was not."""

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_index_state")]
