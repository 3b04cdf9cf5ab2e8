"""Search: the full text of every entry in two-character pieces, with its viewers inside the index (全文检索)."""
