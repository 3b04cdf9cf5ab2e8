"""Columns that cannot hold what tells who somebody is: whatever is set or written is masked on the way."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from chancery.kernel.base.masking import mask_text


def _masked(value: Any) -> Any:
    return mask_text(value) if isinstance(value, str) else value


class Masking(DeferredAttribute):
    """Masks what is set on a row, so that titles, the search text and the trail take it masked as well."""

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = _masked(value)


class MaskedCharField(models.CharField[str, str]):
    """A line of text, masked (脱敏)."""

    descriptor_class = Masking

    def get_prep_value(self, value: Any) -> Any:
        return _masked(super().get_prep_value(value))


class MaskedTextField(models.TextField[str, str]):
    """A text, masked (脱敏)."""

    descriptor_class = Masking

    def get_prep_value(self, value: Any) -> Any:
        return _masked(super().get_prep_value(value))
