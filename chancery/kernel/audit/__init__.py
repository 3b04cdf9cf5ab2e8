"""Audit: the trail, salted leaves in the business transaction, sealed in batches into a Merkle log."""
