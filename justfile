# Recipes of the house. `just` alone is the fast check: under two minutes.

default: lint test

# Style, types, import contracts, migrations, catalogue
lint:
    uv run ruff check
    uv run ruff format --check
    uv run lint-imports
    uv run mypy chancery
    uv run chancery makemigrations --check --dry-run
    uv run chancery messages --check
    uv run chancery reference --check

# The fast tests on SQLite
test:
    uv run pytest -m "not journey and not slow"

# Everything on SQLite
all:
    uv run pytest

# Everything on PostgreSQL
postgres url="postgres://postgres@127.0.0.1:5432/chancery":
    CHANCERY_DATABASE={{url}} uv run pytest

# A real browser (Debian's Chromium)
journeys:
    uv run pytest -n 0 -m journey tests/journeys

# A new module that passes the contract suite while still empty: just new-module seals "印章"
new-module key title:
    uv run chancery newmodule {{key}} "{{title}}"

# The believable city
demo *options:
    uv run chancery demo {{options}}

# Collect the words of the sources into the catalogue
messages *options:
    uv run chancery messages {{options}}

# The pictures of the README
pictures:
    uv run chancery screenshots

# Pin what was resolved: exact versions into pyproject.toml, hashes into requirements.lock
pin:
    uv lock --upgrade
    uv run python -m chancery.site.pinning
    uv export --no-dev --no-emit-project --no-header --format requirements-txt --output-file requirements.lock
