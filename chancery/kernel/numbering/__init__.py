"""Numbering: gap-free numbers of documents and registers, never given twice (编号)."""
