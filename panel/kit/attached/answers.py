"""What is attached to an object, for programs: read at one address, and a file sent to another."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.kit.answers import Answer, Asked, Errand, NotThere, declining
from panel.kit.attached.deeds import Attached, finder, told
from panel.kit.attached.file_pages import AROUND, ShownFile, attach, said_of, shown_files
from panel.kit.attached.media import MOST_OCTETS, FileRefused
from panel.kit.fields import Flag, Text
from panel.kit.lists import ListPage
from panel.kit.uploads import Upload

# What a file needs in JSON, as base64.
BODY: Final = MOST_OCTETS * 4 // 3 + AROUND


@dataclass(frozen=True, slots=True)
class OfFile:
    """`address` leads to what is in it, for some minutes and whoever has it; empty while nobody has looked whether it is safe."""

    file: int
    name: str
    media: str
    octets: int
    shown: bool
    by: str
    at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What whoever asks may read of it; attributes as they are meant: truths, lists and maps where they are written so."""

    note: str | None
    label: str | None
    tags: list[str]
    attributes: Mapping[str, object]
    files: list[OfFile]


def attached_answer(declared: ListPage) -> Answer:
    """Of a row of the list."""

    async def tell(asked: Asked) -> Notes:
        on, may = await _found(declared, asked), asked.viewer.may
        return Notes(
            on.note,
            on.label if may("label.read") else None,
            list(on.tags) if may("tag.read") else [],
            {name: told(value) for name, value in on.attributes.items()} if may("attribute.read") else {},
            [file_of(each) for each in shown_files(on.files, asked.situation)],
        )

    return Answer(f"{declared.name}/<path:key>/attached", "What is attached to it", declared.permission, tell, Notes)


def file_of(shown: ShownFile) -> OfFile:
    row = shown.row
    return OfFile(row.id, row.name, row.media, row.octets, row.shown, row.by, row.at, shown.address)


def add_file(declared: ListPage, name: str) -> Errand:
    """To a row of the list, whose drawer has this name."""

    async def act(asked: Asked) -> str:
        on = await _found(declared, asked)
        with declining(FileRefused, at="file"):
            stream = io.BytesIO(asked["file"])
            return said_of(await attach(asked.situation, on, stream, asked["name"], shown=asked["shown"]))

    fields = (
        Text("name", "Name", "With its ending, which says what it is.", longest=255),
        whole_file("file"),
        Flag("shown", "For the client too"),
    )
    return Errand(
        f"{declared.name}/<path:key>/add-file",
        "Attach a file",
        "file.create",
        act,
        fields,
        body=BODY,
        pages=(f"{name}.files",),
    )


def whole_file(name: str) -> Upload:
    """A file as it is sent; what is kept of it, it is judged for where it is kept."""
    return Upload(name, "File", lambda octets: octets, "", MOST_OCTETS, required=True)


async def _found(declared: ListPage, asked: Asked) -> Attached:
    on = (await finder(declared)(asked.situation, (asked.key,))).get(asked.key)
    if on is None:
        raise NotThere
    return on
