"""Reading what callers say: words in, findings out; no model and no page is known here."""
