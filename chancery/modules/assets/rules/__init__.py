"""Checks of assets, split by what they are about. The dated values stand in rules.toml."""
