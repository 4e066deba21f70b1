"""The page of the features: each promise that a test keeps, with the tests; and those that nobody keeps yet."""

from pathlib import Path

from docs.generate.words import document, link
from tests import ledger


class PromiseLost(Exception):
    """A leaf that the page shows as covered has no test any more."""


def page() -> str:
    drivers = ledger.collected()
    if gone := ledger.lost(drivers):
        raise PromiseLost(
            f"no test drives {', '.join(gone)} any more, but docs/reference/features.md says so: give it a test, or take "
            "its heading out of the page by hand and run this again"
        )
    leaves = ledger.leaves()
    introduction = (
        f"{len(drivers)} of {len(leaves)} leaves are driven end to end by tests. A test claims a leaf with "
        '`@pytest.mark.feature("REG-01")`; only what the tests keep counts.'
    )
    blocks = []
    for area in dict.fromkeys(leaf.area for leaf in leaves):
        here = [leaf for leaf in leaves if leaf.area == area]
        blocks.append(f"## {area}")
        blocks += [f"### {leaf.id} {leaf.title}\n\n{_tests(drivers[leaf.id])}" for leaf in here if leaf.id in drivers]
        waiting = [f"{leaf.id} {leaf.title}" for leaf in here if leaf.id not in drivers]
        if waiting:
            blocks.append(f"Without a test: {' · '.join(waiting)}")
    return document("Features", f"{link('tests/features.txt')} and the marks on the tests", introduction, *blocks)


def _tests(ids: tuple[str, ...]) -> str:
    by_file: dict[str, list[str]] = {}
    for node in ids:
        path, *_, name = node.split("::")
        by_file.setdefault(path, []).append(name.removeprefix("test_").replace("_", " "))
    return "\n".join(f"- {_file(path)}: {'; '.join(claims)}" for path, claims in sorted(by_file.items()))


def _file(path: str) -> str:
    return f"[{Path(path).name}](../../{path})"
