"""What was indexed. The index itself is a table of each database's own kind, made by a migration."""

from django.db import models


class SearchSource(models.Model):
    """The text of an entry as it stands in the index (检索原文), to take it out again and to show where a word is."""

    entry = models.OneToOneField(
        "desk.Entry", models.CASCADE, primary_key=True, db_column="entry_id", related_name="+", db_constraint=False
    )
    noun = models.SmallIntegerField()
    title = models.TextField(blank=True)
    number = models.TextField(blank=True)
    body = models.TextField(blank=True)
    viewers = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title
