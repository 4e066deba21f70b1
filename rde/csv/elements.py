"""Elements of the XML model (RFC 9022) out of the rows that an object has in CSV files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from lxml import etree

from rde.objects import names

# The texts of a row by its fields, and the rows below an object by the names of their definitions.
Text = Mapping[str, str | None]
Children = Mapping[str, Sequence[Text]]


class Others(Protocol):
    """What is asked of other objects of the deposit."""

    def host_called(self, roid: str) -> str | None:
        """The name of a host by its ROID."""

    def registrar_numbered(self, gurid: str) -> str:
        """The id of a registrar by IANA's number, where deposits name them so; the number where it is the id."""


_IETF: Final = "urn:ietf:params:xml:ns:"
_DOMAIN_1: Final = _IETF + "domain-1.0"
_CONTACT_1: Final = _IETF + "contact-1.0"
_SECDNS: Final = _IETF + "secDNS-1.1"


@dataclass(slots=True)
class _Made:
    """An element that grows; what has no text is left out."""

    element: etree._Element
    namespace: str = field(default="")

    @classmethod
    def of(cls, namespace: str, name: str, **attributes: str) -> "_Made":
        return cls(etree.Element(f"{{{namespace}}}{name}", attributes), namespace)

    def add(self, name: str, text: str | None, **attributes: str | None) -> None:
        if text is not None:
            given = {key: value for key, value in attributes.items() if value is not None}
            etree.SubElement(self.element, f"{{{self.namespace}}}{name}", given).text = text

    def mark(self, name: str, **attributes: str) -> None:
        etree.SubElement(self.element, f"{{{self.namespace}}}{name}", attributes)

    def below(self, name: str, namespace: str | None = None, **attributes: str) -> "_Made":
        inner = etree.SubElement(self.element, f"{{{self.namespace}}}{name}", attributes)
        return _Made(inner, namespace or self.namespace)

    def put(self, made: "_Made") -> None:
        if len(made.element):
            self.element.append(made.element)


def _sponsor(row: Text, others: Others) -> str | None:
    if (handle := row.get("rdeCsv:fClID")) is not None:
        return handle
    gurid = row.get("csvRegistrar:fGurid")
    return others.registrar_numbered(gurid) if gurid is not None else None


def _statuses(made: _Made, told: Sequence[Text], field: str) -> None:
    """Each once: where a name has more statuses of grace periods, the first is said again beside them."""
    for status in dict.fromkeys(row.get(field) for row in told):
        if status is not None:
            made.mark("status", s=status)


def _whose(made: _Made, row: Text, what: str) -> None:
    made.add(f"{what}Rr", row.get(f"rdeCsv:f{what.capitalize()}Rr"), client=row.get(f"rdeCsv:f{what.capitalize()}ID"))


def _transfer(made: _Made, told: Sequence[Text]) -> None:
    for row in told[:1]:
        transfer = made.below("trnData")
        transfer.add("trStatus", row.get("rdeCsv:fTrStatus"))
        transfer.add("reRr", row.get("rdeCsv:fReRr"), client=row.get("rdeCsv:fReID"))
        transfer.add("reDate", row.get("rdeCsv:fReDate"))
        transfer.add("acRr", row.get("rdeCsv:fAcRr"), client=row.get("rdeCsv:fAcID"))
        transfer.add("acDate", row.get("rdeCsv:fAcDate"))
        transfer.add("exDate", row.get("rdeCsv:fExDate"))


def domain(row: Text, children: Children, others: Others) -> etree._Element:
    made = _Made.of(names.DOMAIN, "domain")
    made.add("name", row.get("csvDomain:fName"))
    made.add("roid", row.get("rdeCsv:fRoid"))
    made.add("uName", row.get("rdeCsv:fUName"))
    made.add("idnTableId", row.get("rdeCsv:fIdnTableId"))
    made.add("originalName", row.get("csvDomain:fOriginalName"))
    statuses = children.get("domainStatuses", ())
    _statuses(made, statuses, "csvDomain:fStatus")
    for each in statuses:
        if (rgp := each.get("csvDomain:fRgpStatus")) is not None:
            made.add("rgpStatus", each.get("rdeCsv:fStatusDescription") or "", s=rgp)
    made.add("registrant", row.get("rdeCsv:fRegistrant"))
    for each in children.get("domainContacts", ()):
        made.add("contact", each.get("csvContact:fId"), type=each.get("csvDomain:fContactType"))
    made.put(_name_servers(children, others))
    made.add("clID", _sponsor(row, others))
    _whose(made, row, "cr")
    made.add("crDate", row.get("rdeCsv:fCrDate"))
    made.add("exDate", row.get("rdeCsv:fExDate"))
    _whose(made, row, "up")
    made.add("upDate", row.get("rdeCsv:fUpDate"))
    made.put(_keys(children.get("dnssec", ())))
    made.add("trDate", row.get("rdeCsv:fTrDate"))
    _transfer(made, children.get("domainTransfer", ()))
    return made.element


def _name_servers(children: Children, others: Others) -> _Made:
    made = _Made.of(names.DOMAIN, "ns")
    made.namespace = _DOMAIN_1
    for each in children.get("domainNameServers", ()):
        roid = each.get("rdeCsv:fRoid")
        made.add("hostObj", each.get("csvHost:fName") or (roid and (others.host_called(roid) or roid)))
    servers: dict[str | None, list[Text]] = {}
    for each in children.get("domainNameServersAddresses", ()):
        servers.setdefault(each.get("csvHost:fName"), []).append(each)
    for name, told in servers.items():
        server = made.below("hostAttr")
        server.add("hostName", name)
        for each in told:
            server.add("hostAddr", each.get("csvHost:fAddr"), ip=each.get("csvHost:fAddrVersion"))
    return made


def _keys(told: Sequence[Text]) -> _Made:
    made = _Made.of(names.DOMAIN, "secDNS")
    made.namespace = _SECDNS
    for life in {row.get("csvDomain:fMaxSigLife") for row in told} - {None}:
        made.add("maxSigLife", life)
        break
    for row in told:
        if "csvDomain:fKeyTag" in row:
            ds = made.below("dsData")
            ds.add("keyTag", row.get("csvDomain:fKeyTag"))
            ds.add("alg", row.get("csvDomain:fDsAlg"))
            ds.add("digestType", row.get("csvDomain:fDigestType"))
            ds.add("digest", row.get("csvDomain:fDigest"))
            if row.get("csvDomain:fPubKey"):
                _key(ds, row)
        else:
            _key(made, row)
    return made


def _key(made: _Made, row: Text) -> None:
    key = made.below("keyData")
    key.add("flags", row.get("csvDomain:fFlags"))
    key.add("protocol", row.get("csvDomain:fProtocol"))
    key.add("alg", row.get("csvDomain:fKeyAlg"))
    key.add("pubKey", row.get("csvDomain:fPubKey"))


def host(row: Text, children: Children, others: Others) -> etree._Element:
    made = _Made.of(names.HOST, "host")
    made.add("name", row.get("csvHost:fName"))
    made.add("roid", row.get("rdeCsv:fRoid"))
    _statuses(made, children.get("hostStatuses", ()), "csvHost:fStatus")
    for each in children.get("hostAddresses", ()):
        made.add("addr", each.get("csvHost:fAddr"), ip=each.get("csvHost:fAddrVersion"))
    _lived(made, row, others)
    return made.element


def _lived(made: _Made, row: Text, others: Others) -> None:
    made.add("clID", _sponsor(row, others))
    _whose(made, row, "cr")
    made.add("crDate", row.get("rdeCsv:fCrDate"))
    _whose(made, row, "up")
    made.add("upDate", row.get("rdeCsv:fUpDate"))
    made.add("trDate", row.get("rdeCsv:fTrDate"))


def contact(row: Text, children: Children, others: Others) -> etree._Element:
    made = _Made.of(names.CONTACT, "contact")
    made.add("id", row.get("csvContact:fId"))
    made.add("roid", row.get("rdeCsv:fRoid"))
    _statuses(made, children.get("contactStatuses", ()), "csvContact:fStatus")
    for each in children.get("contactPostal", ()):
        postal = made.below("postalInfo", _CONTACT_1, type=each.get("csvContact:fPostalType") or "")
        postal.add("name", each.get("csvContact:fName"))
        postal.add("org", each.get("csvContact:fOrg"))
        _address(postal.below("addr"), each, "")
    made.add("voice", row.get("csvContact:fVoice"), x=row.get("csvContact:fVoiceExt"))
    made.add("fax", row.get("csvContact:fFax"), x=row.get("csvContact:fFaxExt"))
    made.add("email", row.get("csvContact:fEmail"))
    _lived(made, row, others)
    _transfer(made, children.get("contactTransfer", ()))
    for each in children.get("contactDisclose", ())[:1]:
        _disclosure(made, each)
    return made.element


def _address(made: _Made, row: Text, form: str) -> None:
    for line in range(3):
        made.add("street", row.get(f"csvContact:fStreet/{line}{form}"))
    for name in ("city", "sp", "pc", "cc"):
        made.add(name, row.get(f"csvContact:f{name.capitalize()}{form}"))


def _disclosure(made: _Made, row: Text) -> None:
    shown = made.below("disclose", _CONTACT_1, flag=row.get("csvContact:fDiscloseFlag") or "")
    for name in ("name", "org", "addr"):
        for form in ("int", "loc"):
            if row.get(f"csvContact:fDisclose{name.capitalize()}{form.capitalize()}") in ("1", "true"):
                shown.mark(name, type=form)
    for name in ("voice", "fax", "email"):
        if row.get(f"csvContact:fDisclose{name.capitalize()}") in ("1", "true"):
            shown.mark(name)


def registrar(row: Text, children: Children, others: Others) -> etree._Element:
    made = _Made.of(names.REGISTRAR, "registrar")
    made.add("id", row.get("csvRegistrar:fId") or row.get("csvRegistrar:fGurid"))
    made.add("name", _first(row, "csvRegistrar:fName"))
    made.add("gurid", row.get("csvRegistrar:fGurid"))
    made.add("status", row.get("csvRegistrar:fStatus"))
    for form, suffix in (("int", "/int"), ("loc", "/loc"), ("int", "")):
        address = _Made.of(names.REGISTRAR, "addr")
        _address(address, row, suffix)
        if len(address.element):
            made.below("postalInfo", type=form).put(address)
    made.add("voice", row.get("csvContact:fVoice"), x=row.get("csvContact:fVoiceExt"))
    made.add("fax", row.get("csvContact:fFax"), x=row.get("csvContact:fFaxExt"))
    made.add("email", row.get("csvContact:fEmail"))
    made.add("url", row.get("rdeCsv:fUrl"))
    whois = _Made.of(names.REGISTRAR, "whoisInfo")
    whois.add("name", row.get("rdeCsv:fCustom/whoisName"))
    whois.add("url", row.get("csvRegistrar:fWhoisUrl"))
    made.put(whois)
    made.add("crDate", row.get("rdeCsv:fCrDate"))
    made.add("upDate", row.get("rdeCsv:fUpDate"))
    return made.element


def _first(row: Text, field: str) -> str | None:
    """Whatever form of a name is given."""
    return next((value for form in ("", "/int", "/loc") if (value := row.get(field + form))), None)


def idn(row: Text, children: Children, others: Others) -> etree._Element:
    """The policy's address has no field in RFC 9022; where none is told, the table's stands for it."""
    made = _Made.of(names.IDN, "idnTableRef", id=row.get("rdeCsv:fIdnTableId") or "")
    made.add("url", row.get("rdeCsv:fUrl"))
    made.add("urlPolicy", row.get("rdeCsv:fCustom/urlPolicy") or row.get("rdeCsv:fUrl"))
    return made.element


def nndn(row: Text, children: Children, others: Others) -> etree._Element:
    made = _Made.of(names.NNDN, "NNDN")
    made.add("aName", row.get("csvNNDN:fAName"))
    made.add("uName", row.get("rdeCsv:fUName"))
    made.add("idnTableId", row.get("rdeCsv:fIdnTableId"))
    made.add("originalName", row.get("csvNNDN:fOriginalName"))
    made.add("nameState", row.get("csvNNDN:fNameState"), mirroringNS=row.get("csvNNDN:fMirroringNS"))
    made.add("crDate", row.get("rdeCsv:fCrDate"))
    return made.element
