"""The CSV files of each kind of object (RFC 9022, sections 5.1.2 to 5.6.2), and which of them a deposit is to have.

What the RFC has no field for and the XML model tells stands in a custom field.

Longer than most files: every file of every kind is declared here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from rde.csv import fields as ns
from rde.csv.definition import (
    BESIDE,
    SAID,
    STATUS,
    Below,
    Elements,
    Field,
    File,
    Model,
    Own,
    Present,
    Statuses,
    file,
)
from rde.objects import names
from rde.objects.domain import DomainAt
from rde.parts import Column, Flags, Table
from registry.model.contact import Contact

# --- domains ---------------------------------------------------------------------------------------------------------


def domain_model(table: Table[Any], *, registrant: bool = False) -> Model:
    """`registrant`: every name has one."""
    of: Elements[DomainAt] = Elements(table.element)
    name = of.needed("csvDomain:fName", "rdeDomain:name")
    parent = replace(name, parent=True)
    main = file(
        "domain",
        Own(),
        name,
        of.field("rdeCsv:fRoid", "rdeDomain:roid"),
        of.field("rdeCsv:fIdnTableId", "rdeDomain:idnTableId"),
        of.field("rdeCsv:fRegistrant", "rdeDomain:registrant", required=registrant),
        of.field("rdeCsv:fClID", "rdeDomain:clID"),
        of.field("rdeCsv:fCrRr", "rdeDomain:crRr"),
        of.field("rdeCsv:fCrDate", "rdeDomain:crDate", required=True),
        of.field("rdeCsv:fExDate", "rdeDomain:exDate", required=True),
        of.field("rdeCsv:fUpRr", "rdeDomain:upRr"),
        of.field("rdeCsv:fUpDate", "rdeDomain:upDate"),
        of.field("rdeCsv:fTrDate", "rdeDomain:trDate"),
        of.field("rdeCsv:fUName", "rdeDomain:uName"),  # the last: rde/csv/render.py
    )
    statuses, deletion = of.flags()
    files = [main, _statuses("domainStatuses", parent, "csvDomain:fStatus", statuses, deletion, of.row_set("graces"))]
    if (contacts := of.row_set("contacts")) is not None:
        row = Elements(contacts.part, 1)
        files.append(
            file(
                "domainContacts",
                Below(contacts),
                parent,
                row.field("csvContact:fId", "rdeDomain:contact"),
                row.field("csvDomain:fContactType", "rdeDomain:contact", "type"),
            )
        )
    files += [_name_servers(of, parent), *_keys(of, parent), _transfer("domainTransfer", of, parent, "rdeDomain")]
    return Model("domain", ns.CSV_DOMAIN, "csvDomain", table, tuple(files), name)


def _name_servers(of: Elements[DomainAt], parent: Field) -> File:
    servers = of.row_set("ns")
    assert servers is not None
    row = Elements(servers.part, 1)
    if (name := row.field("csvHost:fName", "domain:hostObj")) is not None:
        return file("domainNameServers", Below(servers), parent, name)
    addresses = row.items()
    item = Elements(addresses.part, 2)
    return file(
        "domainNameServersAddresses",
        Below(servers, addresses),
        parent,
        row.field("csvHost:fName", "domain:hostName"),
        item.field("csvHost:fAddr", "domain:hostAddr"),
        item.field("csvHost:fAddrVersion", "domain:hostAddr", "ip"),
    )


def _keys(of: Elements[DomainAt], parent: Field) -> tuple[File, File]:
    """Names have DS data or keys; a TLD whose rules changed may have some of each."""
    ds, keys = of.row_set("ds"), of.row_set("keys")
    assert ds is not None and keys is not None
    ds_row, key_row = Elements(ds.part, 1), Elements(keys.part, 1)
    return (
        file(
            "dnssec",
            Below(ds),
            parent,
            ds_row.field("csvDomain:fKeyTag", "secDNS:keyTag"),
            ds_row.field("csvDomain:fDsAlg", "secDNS:alg"),
            ds_row.field("csvDomain:fDigestType", "secDNS:digestType"),
            ds_row.field("csvDomain:fDigest", "secDNS:digest"),
            stem="dnssec-ds",
            may_lack=True,
        ),
        file(
            "dnssec",
            Below(keys),
            parent,
            key_row.field("csvDomain:fFlags", "secDNS:flags"),
            key_row.field("csvDomain:fProtocol", "secDNS:protocol"),
            key_row.field("csvDomain:fKeyAlg", "secDNS:alg"),
            key_row.field("csvDomain:fPubKey", "secDNS:pubKey"),
            stem="dnssec-key",
            may_lack=True,
        ),
    )


# --- what several kinds have -----------------------------------------------------------------------------------------


def _statuses(
    name: str, parent: Field, element: str, flags: Flags[Any], beside: Flags[Any] | None = None, rows: Any = None
) -> File:
    """What is beside a status is the first one's; where a name is on its way out, that of its deletion (RFC 3915)."""
    first = sorted(flags.flags, key=lambda flag: flag.name != "pendingDelete")
    ordered = Flags(tuple(first), flags.get)
    more = (Field("rdeCsv:fStatusDescription", SAID, 1), Field("csvDomain:fRgpStatus", BESIDE, 1)) if beside else ()
    return file(name, Statuses(ordered, beside, rows), parent, Field(element, STATUS, 1), *more)


def _transfer(name: str, of: Elements[Any], parent: Field, prefix: str) -> File:
    """A transfer that is pending: those that ended show as sponsor and date."""
    of = of.within(f"{prefix}:trnData")
    status = of.needed("rdeCsv:fTrStatus", f"{prefix}:trStatus")
    get = status.column.get
    return file(
        name,
        Present(f"{status.column.sql} IS NOT NULL", lambda record: get(record) is not None),
        parent,
        status,
        of.field("rdeCsv:fReRr", f"{prefix}:reRr"),
        of.field("rdeCsv:fReDate", f"{prefix}:reDate"),
        of.field("rdeCsv:fAcRr", f"{prefix}:acRr"),
        of.field("rdeCsv:fAcDate", f"{prefix}:acDate"),
        of.field("rdeCsv:fExDate", f"{prefix}:exDate"),
    )


# --- hosts -----------------------------------------------------------------------------------------------------------


def host_model(table: Table[Any]) -> Model:
    of: Elements[Any] = Elements(table.element)
    name, roid = of.needed("csvHost:fName", "rdeHost:name"), of.needed("rdeCsv:fRoid", "rdeHost:roid")
    parent = replace(roid, parent=True)
    addresses = of.items()
    item = Elements(addresses.part, 1)
    (statuses,) = of.flags()
    files = (
        file(
            "host",
            Own(),
            name,
            roid,
            of.field("rdeCsv:fClID", "rdeHost:clID"),
            of.field("rdeCsv:fCrRr", "rdeHost:crRr"),
            of.field("rdeCsv:fCrDate", "rdeHost:crDate"),
            of.field("rdeCsv:fUpRr", "rdeHost:upRr"),
            of.field("rdeCsv:fUpDate", "rdeHost:upDate"),
            of.field("rdeCsv:fTrDate", "rdeHost:trDate"),
        ),
        _statuses("hostStatuses", parent, "csvHost:fStatus", statuses),
        file(
            "hostAddresses",
            Below(addresses),
            parent,
            item.field("csvHost:fAddr", "rdeHost:addr", required=True),
            item.field("csvHost:fAddrVersion", "rdeHost:addr", "ip", required=True),
        ),
    )
    return Model("host", ns.CSV_HOST, "csvHost", table, files, roid)


# --- contacts --------------------------------------------------------------------------------------------------------


def contact_model(table: Table[Any]) -> Model:
    of: Elements[Contact] = Elements(table.element)
    handle = of.needed("csvContact:fId", "rdeContact:id")
    parent = replace(handle, parent=True)
    statuses, disclosed = of.flags()
    files = (
        file(
            "contact",
            Own(),
            handle,
            of.field("rdeCsv:fRoid", "rdeContact:roid"),
            of.field("csvContact:fVoice", "rdeContact:voice"),
            of.field("csvContact:fVoiceExt", "rdeContact:voice", "x"),
            of.field("csvContact:fFax", "rdeContact:fax"),
            of.field("csvContact:fFaxExt", "rdeContact:fax", "x"),
            of.field("csvContact:fEmail", "rdeContact:email"),
            of.field("rdeCsv:fClID", "rdeContact:clID"),
            of.field("rdeCsv:fCrRr", "rdeContact:crRr"),
            of.field("rdeCsv:fCrDate", "rdeContact:crDate"),
            of.field("rdeCsv:fUpRr", "rdeContact:upRr"),
            of.field("rdeCsv:fUpDate", "rdeContact:upDate"),
            of.field("rdeCsv:fTrDate", "rdeContact:trDate"),
        ),
        _statuses("contactStatuses", parent, "csvContact:fStatus", statuses),
        _postal(of, parent),
        _transfer("contactTransfer", of, parent, "rdeContact"),
        _disclosure(of, parent, disclosed),
    )
    return Model("contact", ns.CSV_CONTACT, "csvContact", table, files, handle)


def _postal(of: Elements[Contact], parent: Field) -> File:
    forms = of.items()
    row = Elements(forms.part, 1)
    return file(
        "contactPostal",
        Below(forms),
        parent,
        row.field("csvContact:fPostalType", "rdeContact:postalInfo", "type"),
        row.field("csvContact:fName", "contact:name"),
        row.field("csvContact:fOrg", "contact:org"),
        *(row.field("csvContact:fStreet", "contact:street", nth=line, index=str(line)) for line in range(3)),
        row.field("csvContact:fCity", "contact:city"),
        row.field("csvContact:fSp", "contact:sp"),
        row.field("csvContact:fPc", "contact:pc"),
        row.field("csvContact:fCc", "contact:cc"),
    )


def _disclosure(of: Elements[Contact], parent: Field, disclosed: Flags[Contact]) -> File:
    flag = of.needed("csvContact:fDiscloseFlag", "rdeContact:disclose", "flag")

    def named(name: str) -> Callable[[Contact], int]:
        return lambda contact: int(name in disclosed.get(contact))

    return file(
        "contactDisclose",
        Present("jsonb_typeof(c.disclose) = 'object'", lambda contact: contact.disclose is not None),
        parent,
        flag,
        *(
            Field(f"csvContact:fDisclose{_camel(each.name)}", Column(f"({each.sql})::int", named(each.name)))
            for each in disclosed.flags
        ),
    )


def _camel(name: str) -> str:
    """`addr:int` as the fields have it."""
    return "".join(part.capitalize() for part in name.split(":"))


# --- the others ------------------------------------------------------------------------------------------------------


def registrar_model(table: Table[Any]) -> Model:
    """An address stands in the fields of its form: in ASCII, or in any script (`isLoc`)."""
    of: Elements[Any] = Elements(table.element)
    handle = of.needed("csvRegistrar:fId", "rdeRegistrar:id")
    form = of.needed("csvContact:fPostalType", "rdeRegistrar:postalInfo", "type").column
    address = [
        _in_form(field, form, is_loc)
        for is_loc in (False, True)
        for field in (
            *(of.field("csvContact:fStreet", "rdeRegistrar:street", nth=n, index=str(n)) for n in range(3)),
            of.field("csvContact:fCity", "rdeRegistrar:city", required=False),
            of.field("csvContact:fSp", "rdeRegistrar:sp"),
            of.field("csvContact:fPc", "rdeRegistrar:pc"),
            of.field("csvContact:fCc", "rdeRegistrar:cc", required=False),
        )
        if field is not None
    ]
    main = file(
        "registrar",
        Own(),
        handle,
        of.field("csvRegistrar:fName", "rdeRegistrar:name"),
        of.field("csvRegistrar:fGurid", "rdeRegistrar:gurid"),
        of.field("csvRegistrar:fStatus", "rdeRegistrar:status"),
        *address,
        of.field("csvContact:fVoice", "rdeRegistrar:voice"),
        of.field("csvContact:fFax", "rdeRegistrar:fax"),
        of.field("csvContact:fEmail", "rdeRegistrar:email", required=False),
        of.field("rdeCsv:fUrl", "rdeRegistrar:url"),
        of.within("rdeRegistrar:whoisInfo").field("rdeCsv:fCustom", "rdeRegistrar:name", name="whoisName"),
        of.field("rdeCsv:fCrDate", "rdeRegistrar:crDate"),
        of.field("rdeCsv:fUpDate", "rdeRegistrar:upDate"),
    )
    return Model("registrar", ns.CSV_REGISTRAR, "csvRegistrar", table, (main,), handle)


def _in_form(field: Field, form: Column[Any], is_loc: bool) -> Field:
    column, wanted = field.column, "loc" if is_loc else "int"

    def get(record: Any) -> Any:
        return column.get(record) if form.get(record) == wanted else None

    sql = f"CASE WHEN {form.sql} = '{wanted}' THEN {column.sql} END"
    chosen: Column[Any] = Column(sql, get, column.kind, optional=True)
    attributes = {**field.attributes, "isLoc": str(is_loc).lower()}
    return replace(field, column=chosen, attributes=attributes)


def idn_model(table: Table[Any]) -> Model:
    of: Elements[Any] = Elements(table.element)
    name = of.needed("rdeCsv:fIdnTableId", "rdeIDN:idnTableRef", "id", required=True)
    main = file(
        "idnLanguage",
        Own(),
        name,
        of.field("rdeCsv:fUrl", "rdeIDN:url", required=True),
        of.field("rdeCsv:fCustom", "rdeIDN:urlPolicy", name="urlPolicy"),
    )
    return Model("idn", ns.CSV_IDN, "csvIDN", table, (main,), name)


def nndn_model(table: Table[Any]) -> Model:
    of: Elements[Any] = Elements(table.element)
    name = of.needed("csvNNDN:fAName", "rdeNNDN:aName")
    main = file(
        "NNDN",
        Own(),
        name,
        of.field("rdeCsv:fIdnTableId", "rdeNNDN:idnTableId"),
        of.field("csvNNDN:fOriginalName", "rdeNNDN:originalName"),
        of.field("csvNNDN:fNameState", "rdeNNDN:nameState"),
        of.field("rdeCsv:fCrDate", "rdeNNDN:crDate"),
        of.field("rdeCsv:fUName", "rdeNNDN:uName"),
    )
    return Model("nndn", ns.CSV_NNDN, "csvNNDN", table, (main,), name)


# By the words that settings and commands use for the kinds.
KINDS: Final[Mapping[str, str]] = {
    "domain": names.DOMAIN,
    "host": names.HOST,
    "contact": names.CONTACT,
    "registrar": names.REGISTRAR,
    "idn": names.IDN,
    "nndn": names.NNDN,
}
_MODELS: Final[Mapping[str, Callable[[Table[Any]], Model]]] = {
    names.HOST: host_model,
    names.CONTACT: contact_model,
    names.REGISTRAR: registrar_model,
    names.IDN: idn_model,
    names.NNDN: nndn_model,
}
# The namespaces of the CSV model beside those of the XML model.
OF_XML: Final[Mapping[str, str]] = {
    names.DOMAIN: ns.CSV_DOMAIN,
    names.HOST: ns.CSV_HOST,
    names.CONTACT: ns.CSV_CONTACT,
    names.REGISTRAR: ns.CSV_REGISTRAR,
    names.IDN: ns.CSV_IDN,
    names.NNDN: ns.CSV_NNDN,
}
OF_CSV: Final[Mapping[str, str]] = {csv: xml for xml, csv in OF_XML.items()}


def model_of(table: Table[Any], *, registrant: bool = False) -> Model:
    """The CSV files of a table's objects."""
    return (
        domain_model(table, registrant=registrant)
        if table.namespace == names.DOMAIN
        else _MODELS[table.namespace](table)
    )
