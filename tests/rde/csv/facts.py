"""A receiver of deposits in either model, of its own making: it brings both into one form, in which they are compared.

It knows the RFCs alone: no word of how deposits are written here.
"""

import csv
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

_NS = "{urn:ietf:params:xml:ns:%s-1.0}"
RDE, RDE_CSV = _NS % "rde", _NS % "rdeCsv"
_BLANKS = str.maketrans("\t\n\r", "   ")
_KINDS = {"Domain", "Host", "Contact", "Registrar", "IDN", "NNDN"}

Facts = dict[str, dict[str, dict[str, object]]]  # by kind, by what an object is known by


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def text(element: etree._Element | None) -> str | None:
    return ((element.text or "").translate(_BLANKS) or None) if element is not None else None


# --- the XML model


def xml_facts(root: etree._Element) -> Facts:
    found: Facts = defaultdict(dict)
    for each in root.find(f"{RDE}contents"):
        kind = etree.QName(each).namespace.rpartition(":")[2].removesuffix("-1.0").removeprefix("rde")
        if kind in _KINDS and not etree.QName(each).namespace.startswith("urn:ietf:params:xml:ns:csv"):
            key = each.get("id") or text(each[0])
            assert key and key not in found[kind]
            found[kind][key] = {name: value for name, value in _object(kind, each) if value is not None}
    return found


def _object(kind: str, each: etree._Element) -> Iterator[tuple[str, object]]:
    lists: dict[str, list[object]] = defaultdict(list)
    if kind == "IDN":
        yield "id", each.get("id")
    for child in each:
        name = local(child)
        if name == "status" and kind != "Registrar":
            lists[name].append(child.get("s"))
        elif name == "rgpStatus":
            lists[name].append((child.get("s"), text(child)))
        elif name == "contact":
            lists[name].append((child.get("type"), text(child)))
        elif name == "ns":
            for server in child:
                lists["ns"].append(_server(server))
        elif name == "addr":
            lists[name].append((child.get("ip"), text(child)))
        elif name == "postalInfo":
            lists[name].append((child.get("type"), *_postal(child)))
        elif name in ("voice", "fax"):
            yield name, text(child)
            yield f"{name}Ext", child.get("x")
        elif name == "secDNS":
            for record in child:
                lists[local(record)].append(tuple(text(part) for part in record))
        elif name == "trnData":
            yield name, {local(part): text(part) for part in child}
        elif name == "disclose":
            shown = {f"{local(part)}{(part.get('type') or '').capitalize()}".lower() for part in child}
            yield name, (child.get("flag"), frozenset(shown))
        elif name == "whoisInfo":
            yield name, text(child.find("{*}name"))
        else:
            yield name, text(child)
    for name, values in lists.items():
        yield name, sorted(values, key=str)


def _server(server: etree._Element) -> tuple[object, ...]:
    if local(server) == "hostObj":
        return (text(server),)
    addresses = sorted((each.get("ip"), text(each)) for each in server.iterfind("{*}hostAddr"))
    return text(server.find("{*}hostName")), tuple(addresses)


def _postal(info: etree._Element) -> tuple[object, ...]:
    def get(name: str) -> list[str]:
        return [found for each in info.iterfind(f".//{{*}}{name}") if (found := text(each))]

    return tuple(tuple(get(name)) for name in ("name", "org", "street", "city", "sp", "pc", "cc"))


# --- the CSV model


def rows(path: Path, where: str = "contents") -> Iterator[tuple[str, dict[str, str | None]]]:
    """Every row of every file that a deposit lists, by its definition's name; sums and lengths are looked after."""
    root = etree.parse(path).getroot()
    for definition in root.iterfind(f"{RDE}{where}/*/{RDE_CSV}csv"):
        fields = [_field(each) for each in definition.find(f"{RDE_CSV}fields")]
        assert len(fields) == len(set(fields))
        required = [each.get("isRequired") == "true" for each in definition.find(f"{RDE_CSV}fields")]
        for file in definition.iterfind(f"{RDE_CSV}files/{RDE_CSV}file"):
            content = (path.parent / file.text).read_bytes()
            assert f"{zlib.crc32(content):08X}" == file.get("cksum")
            assert content == b"" or content.endswith(b"\r\n")
            with open(path.parent / file.text, encoding="utf-8", newline="") as opened:
                for row in csv.reader(opened, strict=True):
                    assert len(row) == len(fields)
                    assert all(value or not needed for value, needed in zip(row, required, strict=True))
                    kind = etree.QName(definition.getparent()).namespace
                    name = f"{kind.rpartition(':')[2].removesuffix('-1.0')}/{definition.get('name')}"
                    yield name, {field: value or None for field, value in zip(fields, row, strict=True)}


def _field(each: etree._Element) -> str:
    more = [each.get(name) for name in ("index", "name") if each.get(name)]
    more += {"true": ["loc"], "false": ["int"]}.get(each.get("isLoc", ""), [])
    foreign = etree.QName(each).namespace not in (etree.QName(_kind(each)).namespace, RDE_CSV[1:-1])
    owner = ["of-host"] if foreign and "csvHost" in each.tag else []
    return ".".join((local(each), *more, *owner))


def _kind(field: etree._Element) -> etree._Element:
    return next(field.iterancestors("{*}contents", "{*}deletes"))


_SCALARS = {
    "fName": "name", "fRoid": "roid", "fUName": "uName", "fIdnTableId": "idnTableId", "fRegistrant": "registrant",
    "fClID": "clID", "fCrRr": "crRr", "fCrDate": "crDate", "fExDate": "exDate", "fUpRr": "upRr", "fUpDate": "upDate",
    "fTrDate": "trDate", "fId": "id", "fVoice": "voice", "fVoiceExt": "voiceExt", "fFax": "fax", "fFaxExt": "faxExt",
    "fEmail": "email", "fGurid": "gurid", "fStatus": "status", "fUrl": "url", "fCustom.whoisName": "whoisInfo",
    "fCustom.urlPolicy": "urlPolicy", "fAName": "aName", "fOriginalName": "originalName", "fNameState": "nameState",
    "fName.int": "name",
}  # fmt: skip
_MAIN = {
    "csvDomain/domain": ("Domain", "fName"),
    "csvHost/host": ("Host", "fName"),
    "csvContact/contact": ("Contact", "fId"),
    "csvRegistrar/registrar": ("Registrar", "fId"),
    "csvIDN/idnLanguage": ("IDN", "fIdnTableId"),
    "csvNNDN/NNDN": ("NNDN", "fAName"),
}


def csv_facts(path: Path) -> Facts:
    found: Facts = defaultdict(dict)
    hosts: dict[str | None, str] = {}
    lists: dict[tuple[str, str, str], list[object]] = defaultdict(list)
    for name, row in rows(path):
        if name in _MAIN:
            kind, by = _MAIN[name]
            key = row[by]
            assert key and key not in found[kind]
            told = {_SCALARS[field]: value for field, value in row.items() if field in _SCALARS and value is not None}
            if kind == "IDN":
                told["id"] = told.pop("idnTableId")
            if kind == "Host":
                hosts[row["fRoid"]] = key
            for form in ("int", "loc") if kind == "Registrar" else ():
                if address := _registrars_address(row, form):
                    told["postalInfo"] = [address]  # type: ignore[assignment]
            found[kind][key] = dict(told)
            continue
        kind = name.partition("/")[0].removeprefix("csv")
        key = (hosts[row["fRoid"]] if kind == "Host" else row["fId"] if kind == "Contact" else row["fName"]) or ""
        assert key in found[kind], "no row without its parent"
        _child(found[kind][key], lists, kind, key, name.partition("/")[2], row)
    for (kind, key, what), values in lists.items():
        if what == "nsAddr":
            servers: dict[object, list[object]] = defaultdict(list)
            for server, *address in values:  # type: ignore[misc]
                servers[server] += [tuple(address)] if address[0] else []
            found[kind][key]["ns"] = sorted(
                ((server, tuple(sorted(each))) for server, each in servers.items()), key=str
            )
        else:
            unique = set(values) if what == "status" else values
            found[kind][key][what] = sorted(unique, key=str)
    return found


def _registrars_address(row: dict[str, str | None], form: str) -> tuple[object, ...] | None:
    def get(*fields: str) -> tuple[str, ...]:
        return tuple(value for field in fields if (value := row[f"{field}.{form}"]))

    address = (
        (),
        (),
        tuple(value for line in range(3) if (value := row[f"fStreet.{line}.{form}"])),
        *(get(field) for field in ("fCity", "fSp", "fPc", "fCc")),
    )
    return (form, *address) if any(address) else None


def _child(
    told: dict[str, object],
    lists: dict[tuple[str, str, str], list[object]],
    kind: str,
    key: str,
    name: str,
    row: dict[str, str | None],
) -> None:
    def add(what: str, value: object) -> None:
        lists[kind, key, what].append(value)

    match name:
        case "domainStatuses" | "hostStatuses" | "contactStatuses":
            add("status", row["fStatus"])
            if row.get("fRgpStatus"):
                add("rgpStatus", (row["fRgpStatus"], row["fStatusDescription"]))
        case "domainContacts":
            add("contact", (row["fContactType"], row["fId"]))
        case "domainNameServers":
            add("ns", (row["fName.of-host"],))
        case "domainNameServersAddresses":
            add("nsAddr", (row["fName.of-host"], row["fAddrVersion.of-host"], row["fAddr.of-host"]))
        case "dnssec" if "fKeyTag" in row:
            add("dsData", tuple(row[field] for field in ("fKeyTag", "fDsAlg", "fDigestType", "fDigest")))
        case "dnssec":
            add("keyData", tuple(row[field] for field in ("fFlags", "fProtocol", "fKeyAlg", "fPubKey")))
        case "hostAddresses":
            add("addr", (row["fAddrVersion"], row["fAddr"]))
        case "contactPostal":
            streets = tuple(value for line in range(3) if (value := row[f"fStreet.{line}"]))
            rest = [(row[field],) if row[field] else () for field in ("fName", "fOrg", "fCity", "fSp", "fPc", "fCc")]
            add("postalInfo", (row["fPostalType"], *rest[:2], streets, *rest[2:]))
        case "domainTransfer" | "contactTransfer":
            fields = {
                "fTrStatus": "trStatus",
                "fReRr": "reRr",
                "fReDate": "reDate",
                "fAcRr": "acRr",
                "fAcDate": "acDate",
            }
            fields |= {"fExDate": "exDate"} if row.get("fExDate") else {}
            told["trnData"] = {tag: row[field] for field, tag in fields.items()}
        case "contactDisclose":
            shown = {field.removeprefix("fDisclose").lower() for field, value in row.items() if value == "1"}
            told["disclose"] = (row["fDiscloseFlag"], frozenset(shown - {"flag"}))
        case _:
            raise AssertionError(name)
