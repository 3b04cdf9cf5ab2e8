"""Assets (国有资产): what the office does here is told in README.md."""
