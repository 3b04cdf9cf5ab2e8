"""Writes the resolved versions into `[tool.uv] constraint-dependencies`, so that no committed file names a registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

BLOCK = re.compile(r"\n# Exact versions, written by `just pin`\.\n\[tool\.uv\]\n.*?\n\]\n", re.DOTALL)


def pin(folder: Path) -> int:
    """Rewrite the block of exact versions from uv.lock; returns how many packages it names."""
    locked = tomllib.loads((folder / "uv.lock").read_text("utf-8"))["package"]
    versions = sorted(f"{one['name']}=={one['version']}" for one in locked if one["name"] != "chancery")
    lines = "\n".join(f'  "{version}",' for version in versions)
    block = f"\n# Exact versions, written by `just pin`.\n[tool.uv]\nconstraint-dependencies = [\n{lines}\n]\n"
    project = folder / "pyproject.toml"
    project.write_text(BLOCK.sub("", project.read_text("utf-8")).rstrip("\n") + "\n" + block, "utf-8")
    return len(versions)


if __name__ == "__main__":
    pin(Path())
