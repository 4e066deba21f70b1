"""The pages of docs/reference: what makes each, in one table. A test holds every page to what is made here."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docs.generate import (
    commands,
    conformance,
    database,
    dependencies,
    features,
    findings,
    outcomes,
    permissions,
    protocol,
    rdap,
    rules,
    settings,
    states,
    timetable,
)

ROOT: Final = Path(__file__).parents[2]
REFERENCE: Final = ROOT / "docs" / "reference"

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "commands.md": commands.page,
    "conformance.md": conformance.page,
    "database.md": database.page,
    "dependencies.md": dependencies.page,
    "extensions.md": protocol.extensions_page,
    "features.md": features.page,
    "findings.md": findings.page,
    "outcomes.md": outcomes.page,
    "permissions.md": permissions.page,
    "rdap.md": rdap.page,
    "result-codes.md": protocol.result_codes_page,
    "rules.md": rules.page,
    "settings.md": settings.page,
    "states.md": states.page,
    "timetable.md": timetable.page,
}
