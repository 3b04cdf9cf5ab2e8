"""What is measured, against which floor (DESIGN.md 10). No part of the product: it writes tables directly."""
