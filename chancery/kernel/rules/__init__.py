"""Rules: dated values with the articles they come from, and the checks that speak in their name (规则)."""
