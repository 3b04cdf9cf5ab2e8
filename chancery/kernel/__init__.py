"""The kernel: one folder a part, in the order of docs/explain/kernel.md. It has verbs and no domain words."""
