"""A receiver of deposits, of its own making: it keeps the last full one and changes it by what follows (RFC 8909, section 4)."""

from pathlib import Path

from lxml import etree

RDE = "{urn:ietf:params:xml:ns:rde-1.0}"
HEADER = "{urn:ietf:params:xml:ns:rdeHeader-1.0}"
_ALONE = ("header", "eppParams", "policy")


class Rebuilt:
    """What exists by the deposits received so far: each object's XML by its kind and by what it is known by."""

    def __init__(self, path: Path) -> None:
        root = etree.parse(path).getroot()
        assert root.get("type") == "FULL" and root.get("prevId") is None and root.find(f"{RDE}deletes") is None
        self.objects: dict[tuple[str, str], bytes] = {}
        self.changes = 0
        self._contents(root)

    def apply(self, path: Path) -> None:
        root = etree.parse(path).getroot()
        assert root.get("type") == "DIFF" and root.get("prevId") == self.id
        for each in root.iterfind(f"{RDE}deletes/*"):
            for known in each:
                del self.objects[etree.QName(each).namespace, known.text]  # what is deleted was there
                self.changes += 1
        self._contents(root)

    def _contents(self, root: etree._Element) -> None:
        self.id = root.get("id")
        self.counts = {each.get("uri"): int(each.text) for each in root.iter(f"{HEADER}count")}
        seen = set()
        for each in root.iterfind(f"{RDE}contents/*"):
            name = etree.QName(each)
            if name.localname in _ALONE:
                continue
            key = name.namespace, each.get("id") or each[0].text
            assert key not in seen, "an object is in a deposit once"
            seen.add(key)
            xml = etree.tostring(each, with_tail=False)
            assert self.objects.get(key) != xml, "what did not change is not told again"
            self.objects[key] = xml
            self.changes += 1
