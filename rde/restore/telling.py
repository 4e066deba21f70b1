"""Everything that a deposit tells, in XML or in CSV files, one after the other: elements of objects, and what is gone.

What lies in CSV files comes as the elements that the XML model has for it (rde/csv/objects.py), once the document is read: first
what is gone, then what there is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from lxml import etree

from rde.csv.models import OF_CSV
from rde.csv.objects import gathering
from rde.csv.reading import Definition, RowInvalid, definitions, rows
from rde.file import Content, OnDisk
from rde.restore.staging import STAGED_AS
from rde.verify.files import take_files
from rde.verify.findings import Findings
from rde.verify.kinds import KINDS, folded
from rde.verify.reading import CSV_CONTENTS, CSV_DELETES, Reading
from registry.store.rising import Staged

_KIND_OF: Final = {kind.namespace: kind for kind in KINDS}
_ROID: Final = "rdeCsv:fRoid"
# By which of its fields a row of what is gone knows it, where it is not the ROID.
_KEYS: Final = frozenset(
    {"csvDomain:fName", "csvHost:fName", "csvContact:fId", "csvRegistrar:fId", "rdeCsv:fIdnTableId", "csvNNDN:fAName"}
)


def tell(path: Path, progress: Callable[[int], None]) -> Iterator[etree._Element | Staged]:
    """What a deposit tells that was found to be valid; each is to be done with before the next is asked for. Raises OSError."""
    nothing = Findings(most=1)  # everything was found when it was verified
    listed: list[Definition] = []
    for element in Reading(path, nothing, progress, judged=True):
        if element.tag in CSV_CONTENTS or element.tag in CSV_DELETES:
            listed.extend(definitions(element))
        else:
            yield element
    if not listed:
        return
    beside = files_beside(path)
    yield from _gone(listed, beside)
    with gathering() as gathered:
        take_files(listed, beside, gathered, nothing, lambda octets: None)
        gathered.settle()
        yield from gathered.objects()


def files_beside(path: Path) -> dict[str, Content]:
    """The CSV files in the folder of a deposit, by their names."""
    return {each.name: OnDisk(each) for each in sorted(path.parent.glob("*.csv")) if each.is_file()}


def _gone(listed: Sequence[Definition], beside: Mapping[str, Content]) -> Iterator[Staged]:
    for definition in (each for each in listed if each.deletes):
        kind = _KIND_OF[OF_CSV[definition.namespace]]
        for content in (beside[file.name] for file in definition.files if file.name in beside):
            with content.open() as file:
                for row in rows(definition, file):
                    if isinstance(row, RowInvalid):
                        continue
                    staged_as = STAGED_AS[kind.namespace]
                    if key := next((text for name, text in row.items() if name in _KEYS and text), None):
                        yield Staged(staged_as, folded(kind, key), None, None)
                    elif roid := row.get(_ROID):
                        yield Staged(staged_as, "", roid, None)
