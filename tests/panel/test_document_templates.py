"""Templates of documents: what is set from them, what hostile ones cannot do, and who changes whose."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from panel.document_templates import typesetter, typesetting
from panel.document_templates.kinds import KINDS, builtin
from panel.document_templates.typesetting import TemplateBroken, typeset
from tests.panel.house import House, Visitor

KEY = "reseller/contract"
PAGE = f"/document-templates/{KEY}"
AT = datetime(2026, 9, 1, tzinfo=UTC)


def set_now(source: str, data: Mapping[str, Any] | None = None) -> bytes:
    return asyncio.run(typeset(source, data or {}, AT))


def words_of(pdf: bytes) -> str:
    """All that can be read in it, as one line."""
    opened = pypdfium2.PdfDocument(pdf)
    found = " ".join(page.get_textpage().get_text_range() for page in opened)
    opened.close()
    return " ".join(found.split())


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_with_the_product_is_set_with_its_sample(kind: str) -> None:
    said = words_of(set_now(builtin(kind), KINDS[kind].sample))
    expected = (
        ("1,080.00", "wire 4711") if kind == "statement" else (KINDS[kind].sample["number"], "Holder & Daughters")
    )
    assert all(each in said for each in expected)


def test_data_is_never_read_as_a_template() -> None:
    said = words_of(set_now("#data.text", {"text": '#read("/etc/passwd") *a* $x$ \\ "Київ"'}))
    assert said == '#read("/etc/passwd") *a* $x$ \\ "Київ"'


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#image("/proc/self/environ")',
        '#include "/etc/hostname"',
        '#plugin("/bin/true")',
        '#import "@preview/cetz:0.3.0": canvas',
        '#import "@pre" + "view/cetz:0.3.0": canvas',
        "#let f(n) = f(n + 1)\n#f(0)",
        "#while true { }",
        "#panic(sys.inputs)",
        "#let",
    ],
)
def test_a_template_opens_nothing_and_ends(source: str) -> None:
    with pytest.raises(TemplateBroken, match=r"^Line [12]: ") as broken:
        set_now(source)
    assert "/tmp" not in str(broken.value)


def test_a_template_has_no_more_memory_than_a_document_needs() -> None:
    with pytest.raises(TemplateBroken, match="more memory or time"):
        set_now("#for i in range(100000000) { [x] }")


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 0.5)
    with pytest.raises(TemplateBroken, match=r"within 0\.5 seconds"):
        set_now("#for a in range(10000) { for b in range(10000) {} }")


def test_the_process_that_sets_has_no_way_to_files_and_hosts_any_more() -> None:
    tries = """
import runpy, socket, sys
limited = runpy.run_path(sys.argv[1])
limited["_give_up"]()
for attempt in (lambda: open("/etc/passwd"), lambda: open("/tmp/made", "w"), socket.socket):
    try:
        attempt()
    except OSError as error:
        print(error.errno, flush=True)
"""
    path = str(Path(typesetter.__file__))
    done = subprocess.run([sys.executable, "-I", "-c", tries, path], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["24", "24", "24"], "EMFILE: there is no descriptor left to have"


def change(visitor: Visitor, source: str, page: str = PAGE):
    said = {"source": source, "reason": "Our own voice."}
    foreseen = visitor.post(f"{page}/change", said, at=f"{page}/change")
    if not (seal := re.search(r'name="foreseen" value="(\w+)"', foreseen.text)):
        return foreseen
    return visitor.post(f"{page}/change", {**said, "foreseen": seal[1]}, at=f"{page}/change")


@pytest.mark.feature("EXT-04")
@pytest.mark.feature("EXT-01")
def test_a_seller_has_documents_set_otherwise_sees_that_and_takes_it_back(yard: House) -> None:
    reseller = yard.signed_in("reseller")
    assert "built in" in reseller.get(PAGE).text
    broken = change(reseller, '= Ours\n#read("/etc/passwd")')
    assert "Line 2: file not found" in broken.text
    assert change(reseller, "= Ours: #data.number, for #data.client.name").status_code == 302
    shown, picture = reseller.get(PAGE).text, reseller.get(f"{PAGE}/sample.png")
    assert "<ins>+ = Ours: #data.number, for #data.client.name</ins>" in shown
    assert picture.mimetype == "image/png" and picture.data.startswith(b"\x89PNG")
    assert picture.headers["Content-Security-Policy"].endswith("sandbox")
    assert words_of(reseller.get(f"{PAGE}/sample.pdf").data) == "Ours: C-2026-00001, for Vera Holder"
    assert reseller.post(f"{PAGE}/reset", {"reason": "Enough."}, at=f"{PAGE}/reset").status_code == 302
    assert "built in" in reseller.get(PAGE).text


def test_nobody_changes_the_template_of_the_house_or_of_another_seller(yard: House) -> None:
    reseller = yard.signed_in("reseller")
    for key in ("-/contract", "client/contract", "reseller/statement", "reseller/novel"):
        assert reseller.get(f"/document-templates/{key}").status_code == 404
        assert reseller.get(f"/document-templates/{key}/sample.pdf").status_code == 404
    assert yard.signed_in("master").get("/document-templates/-/statement").status_code == 200
    for role in ("client", "support", "registrar"):
        assert yard.signed_in(role).get(PAGE).status_code == 403
