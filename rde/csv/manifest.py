"""What the XML document says of CSV files: which columns they have, what they are called, and the sum that proves them whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from rde.csv.definition import Field, File, Model
from rde.csv.fields import KNOWN
from registry.store.copying import escaped


@dataclass(frozen=True, slots=True)
class Lying:
    """A file as it lies there: `crc` is its CRC-32."""

    name: str
    crc: int


def file_name(stem: str, watermark: datetime, *, deletes: bool = False) -> str:
    """As section 4.6.2.1 of RFC 9022 names them, by the day of the watermark."""
    return f"{stem}{'-delete' if deletes else ''}-{watermark.astimezone(UTC):%Y%m%d}.csv"


def contents(model: Model, files: Iterable[tuple[File, Lying]]) -> str:
    """The element that lists what there is of a kind of objects, a definition a line."""
    lines = "\n".join(_definition(file.name, file.fields, lying) for file, lying in files)
    return f"<{model.prefix}:contents>\n{lines}\n</{model.prefix}:contents>"


def deletes(model: Model, lying: Lying) -> str:
    """The element that lists what is gone of a kind."""
    return f"<{model.prefix}:deletes>{_definition(model.main.name, (model.known_by,), lying)}</{model.prefix}:deletes>"


def _definition(name: str, fields: Iterable[Field], lying: Lying) -> str:
    columns = "".join(_field(field) for field in fields)
    file = f'<rdeCsv:file cksum="{lying.crc:08X}">{escaped(lying.name)}</rdeCsv:file>'
    return (
        f'<rdeCsv:csv name="{name}" sep=","><rdeCsv:fields>{columns}</rdeCsv:fields>'
        f"<rdeCsv:files>{file}</rdeCsv:files></rdeCsv:csv>"
    )


def _field(field: Field) -> str:
    return f"<{field.element} {' '.join(_attributes(field))}/>"


def _attributes(field: Field) -> Iterator[str]:
    yield f'type="{KNOWN[field.element].type}"'
    yield f'isRequired="{str(field.is_required).lower()}"'
    if field.parent:
        yield 'parent="true"'
    for name, value in field.attributes.items():
        yield f'{name}="{value}"'
