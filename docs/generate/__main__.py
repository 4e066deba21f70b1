"""`python -m docs.generate [PAGE …]` writes the pages of docs/reference anew: all of them, or those that are named."""

# ruff: noqa: T201  (it is a command)

import sys

from docs.generate import PAGES, REFERENCE, ROOT
from docs.generate.features import PromiseLost


def main(names: list[str]) -> int:
    REFERENCE.mkdir(exist_ok=True)
    for name in names or PAGES:
        path = REFERENCE / name
        try:
            text = PAGES[name]()
        except PromiseLost as lost:
            print(lost, file=sys.stderr)
            return 1
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
