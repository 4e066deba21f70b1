"""`python -m panel.languages`: bring the catalogues in step with the texts that there are; tells how much of each is done."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from panel.kit.languages import CATALOGUES, ENGLISH, LANGUAGES
from panel.languages.messages import messages
from panel.languages.sentences import sentences

HEADER: Final = "# What Namehouse's panel says in {name}. `make golden` adds what is new and takes out what is gone."
# The catalogues of a language, and which texts are in each.
TEXTS: Final[Mapping[str, Callable[[], Catalog]]] = {"panel": messages, "sentences": sentences}


def main() -> None:
    for tag in LANGUAGES:
        if tag != ENGLISH:
            (CATALOGUES / tag).mkdir(exist_ok=True)
            for name in TEXTS:
                written = in_step(tag, name)
                (CATALOGUES / tag / f"{name}.po").write_bytes(written)
                done, all_of_them = told(read_po(BytesIO(written), locale=tag))
                print(f"{LANGUAGES[tag]}, {name}: {done} of {all_of_them} texts")  # noqa: T201  for a person


def in_step(tag: str, name: str = "panel") -> bytes:
    """A catalogue of a language with every text that there is and no others; what was translated stays."""
    catalogue = _kept(tag, name)
    catalogue.update(TEXTS[name](), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for each in catalogue:
        each.flags.discard("fuzzy")  # what changed into one of several forms is told as missing, not guessed at
    catalogue.fuzzy = False
    catalogue.header_comment = HEADER.format(name=LANGUAGES[tag])
    out = BytesIO()
    write_po(out, catalogue, no_location=True, sort_output=True, width=0, omit_header=False)
    return _without_dates(out.getvalue())


def told(catalogue: Catalog) -> tuple[int, int]:
    """How many texts are translated, and how many there are."""
    every = [each for each in catalogue if each.id]
    return sum(all(each.string) if isinstance(each.string, tuple | list) else bool(each.string) for each in every), len(
        every
    )


def _kept(tag: str, name: str) -> Catalog:
    path = CATALOGUES / tag / f"{name}.po"
    if not path.exists():
        return Catalog(locale=tag)
    with path.open("rb") as file:
        return read_po(file, locale=tag)


def _without_dates(octets: bytes) -> bytes:
    """Nothing changes but texts: of the header only what programs need is kept."""
    head, _, rest = octets.partition(b"\n\n")
    kept = [
        line
        for line in head.split(b"\n")
        if line.startswith((b"#", b"msgid", b"msgstr"))
        or any(
            name in line
            for name in (b'"Language:', b"Plural-Forms", b"MIME-Version", b"Content-T", b"Content-Transfer")
        )
    ]
    return b"\n".join(kept) + b"\n\n" + rest


if __name__ == "__main__":
    main()
