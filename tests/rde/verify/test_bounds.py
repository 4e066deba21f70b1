"""What no deposit may cost: memory does not grow with the document, whoever wrote it and however."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rde.verify import verify_xml
from rde.verify.findings import Findings
from rde.verify.frame import name_of
from rde.verify.reading import MOST_OF_OBJECT
from tests.rde.verify.conftest import Good

pytestmark = pytest.mark.slow

MIB = 1 << 20
MEASURED = """
import json, sys
from pathlib import Path
from rde.verify import verify_xml
from rde.verify.findings import Findings
from rde.verify.frame import name_of

path, findings = Path(sys.argv[1]), Findings()
seen = verify_xml(path, findings, None, name_of(path, findings))
(peak,) = (int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(json.dumps({"peak": peak, "objects": seen.objects, "codes": dict(findings.by_code)}))
"""


def measured(path: Path) -> dict:
    done = subprocess.run([sys.executable, "-c", MEASURED, path], capture_output=True, check=True, timeout=110)
    return json.loads(done.stdout)


def large(good: Good, folder: Path, names: int) -> Path:
    """So many names, each with two hosts of its own, like `plain.example`."""
    lines = good.content.decode().splitlines(keepends=True)
    (domain,) = (line for line in lines if line.startswith("<rdeDomain:domain>"))
    (host,) = (line for line in lines if line.startswith("<rdeHost:host>"))
    roid = domain.partition("<rdeDomain:roid>")[2].partition("<")[0]
    host_roid = host.partition("<rdeHost:roid>")[2].partition("<")[0]
    many = f'rdeDomain-1.0">{names}'
    path = folder / good.name
    with open(path, "w", encoding="utf-8") as file:
        for line in lines:
            if line == domain:
                file.writelines(
                    domain.replace("plain.example", f"n{number}.example")
                    .replace(roid, f"D{number}X-NAMEHSE")
                    .replace("ns.elsewhere.net", f"ns{number}.elsewhere.net")
                    for number in range(names)
                )
            elif line == host:
                file.writelines(
                    host.replace("ns.elsewhere.net", f"ns{number}.elsewhere.net").replace(
                        host_roid, f"H{number}X-NAMEHSE"
                    )
                    for number in range(names)
                )
            elif line.startswith("<rdeHeader:header>"):
                hosts = line.replace('rdeDomain-1.0">1', many)
                file.write(hosts.replace('rdeHost-1.0">1', many.replace("Domain", "Host")))
            else:
                file.write(line)
    return path


def test_ten_times_the_names_take_no_more_memory(good: dict[str, Good], tmp_path: Path) -> None:
    peaks = {}
    for names in (5_000, 50_000):
        told = measured(large(good["minimum"], tmp_path, names))
        assert told["codes"] == {} and told["objects"] == 2 * names + 4
        peaks[names] = told["peak"]
    assert peaks[50_000] < 70 * MIB
    assert peaks[50_000] - peaks[5_000] < 16 * MIB


NOTED = """
import sys
from rde.verify.spool import scratch

with scratch("CREATE TABLE noted (text TEXT);") as db:
    db.executemany("INSERT INTO noted VALUES (?)", (("canary" * 1000,) for _ in range(10_000)))
    print(db.execute("SELECT count(*) FROM noted").fetchone()[0], flush=True)
    sys.stdin.read()
"""


def test_what_is_noted_has_no_name_on_the_disk_and_goes_with_the_process(tmp_path: Path) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "env": {**os.environ, "TMPDIR": str(tmp_path)}}
    with subprocess.Popen([sys.executable, "-c", NOTED], **pipes) as process:
        assert process.stdout.readline() == b"10000\n"  # many times what fits into the cache
        held = [os.readlink(each) for each in Path(f"/proc/{process.pid}/fd").iterdir()]
        assert [each for each in held if each.startswith(str(tmp_path)) and each.endswith("(deleted)")]
        assert list(tmp_path.iterdir()) == []
        process.kill()


def without_end(piece: bytes) -> Iterator[bytes]:
    for _ in range(40 * MIB // len(piece)):
        yield piece


NAME = b"<rdeDomain:name>a.test</rdeDomain:name>"
BOMBS = {
    "a text": ("XML_TOO_LARGE", b"<rdeDomain:domain><rdeDomain:name>", b"a" * 1000),
    "comments": ("XML_TOO_LARGE", b"", b"<!-- nothing at all -->"),
    "an object": (
        "XML_TOO_LARGE",
        b"<rdeDomain:domain>" + NAME,
        b"<rdeDomain:name>a.test</rdeDomain:name>" * 9,
    ),
    "a nesting": ("XML_TOO_LARGE", b"", b"<rde:contents>"),
    "an attribute": ("XML_TOO_LARGE", b'<rdeDomain:domain a="', b"a" * 1000),
    "blanks": ("XML_TOO_LARGE", b"", b" " * 1000),
    "strangers": ("XML_TOO_LARGE", b"", b"<rdeDomain:stranger/>" * 9),
    "strangers among objects": ("XML_SCHEMA_INVALID", b"", b"<rdeDomain:stranger/><rdePolicy:policy/>" * 9),
    "broken objects": (
        "XML_SCHEMA_INVALID",
        b"",
        b"<rdeDomain:domain>" + NAME + b"</rdeDomain:domain>",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_has_no_end_is_not_read_to_it(good: dict[str, Good], tmp_path: Path, bomb: str) -> None:
    code, before, piece = BOMBS[bomb]
    path = tmp_path / good["maximum"].name
    with open(path, "wb") as file:
        file.write(good["maximum"].content.partition(b"<rde:contents>")[0] + b"<rde:contents>" + before)
        file.writelines(without_end(piece))
    told = measured(path)
    assert code in told["codes"] and told["peak"] < 160 * MIB


def test_a_prolog_without_end_is_not_followed(good: dict[str, Good], tmp_path: Path) -> None:
    for opening in (b"", b"<!--", b"<?x", b"<!-- a -->" * 9_000):
        path, findings = tmp_path / good["maximum"].name, Findings()
        path.write_bytes(opening + b" " * MOST_OF_OBJECT)
        verify_xml(path, findings, None, name_of(path, findings))
        assert len(findings.kept) == 1 and findings.kept[0].code in ("XML_TOO_LARGE", "XML_MALFORMED")
