"""XML schemas are composed by namespace, from files alone, whatever locations say."""

import socket
from pathlib import Path
from threading import Thread

import pytest
from lxml import etree

from schemas.xml_schemas import EPP_NAMESPACES, FOLDER, IETF, compose, epp_schema, file_name, rde_schema

EPP, SECDNS, RGP = IETF + "epp-1.0", IETF + "secDNS-1.1", IETF + "rgp-1.0"
XSD = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LOGOUT = f"<epp xmlns='{EPP}'><command><logout/><extension>{{}}</extension></command></epp>"


@pytest.mark.parametrize(
    ("namespace", "name"),
    [
        (SECDNS, "secDNS-1.1.xsd"),
        ("urn:ietf:params:xml:ns:epp:fee-1.0", "fee-1.0.xsd"),
        ("http://registry.example/epp/sync-1.0", "sync-1.0.xsd"),
        ("http://registry.example/2000/09/sealed#", "sealed.xsd"),
        ("urn:x:../../secret", "secret.xsd"),
    ],
)
def test_a_namespace_names_its_file(namespace: str, name: str) -> None:
    assert file_name(namespace) == name


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xsd")), ids=lambda path: path.stem)
def test_every_file_says_what_it_is_and_stands_alone(path: Path) -> None:
    tree = etree.parse(path)
    namespace = tree.getroot().get("targetNamespace")
    assert file_name(namespace) == path.name
    assert isinstance(tree.getroot().getprevious(), type(etree.Comment()))
    assert "RFC" in tree.getroot().getprevious().text
    assert etree.XMLSchema(tree), "readable by any tool, with locations relative to the file"
    assert compose([namespace], [FOLDER])


def test_a_schema_is_composed_once() -> None:
    assert epp_schema([RGP, SECDNS]) is epp_schema(iter([SECDNS, RGP, SECDNS]))
    assert epp_schema() is epp_schema([])
    assert rde_schema() is rde_schema()


def test_a_namespace_without_file_is_named_in_the_refusal() -> None:
    with pytest.raises(LookupError, match=r"urn:x:absent-1\.0.*absent-1\.0\.xsd"):
        epp_schema(["urn:x:absent-1.0"])


def xsd(namespace: str, body: str, imports: str = "") -> str:
    return (
        f"<xs:schema xmlns:xs='{XSD}' xmlns='{namespace}' xmlns:com='{IETF}eppcom-1.0' xmlns:a='urn:x:a-1.0'"
        f" xmlns:b='urn:x:b-1.0' targetNamespace='{namespace}' elementFormDefault='qualified'>{imports}{body}</xs:schema>"
    )


def test_dropping_a_file_adds_an_extension(tmp_path: Path) -> None:
    ticket = "<xs:element name='ticket' type='com:clIDType'/>"
    (tmp_path / "ticket-1.0.xsd").write_text(
        xsd("urn:x:ticket-1.0", ticket, f"<xs:import namespace='{IETF}eppcom-1.0'/>")
    )
    schema = compose([*EPP_NAMESPACES, "urn:x:ticket-1.0"], [FOLDER, tmp_path])
    sound = etree.fromstring(LOGOUT.format("<t:ticket xmlns:t='urn:x:ticket-1.0'>abc</t:ticket>"))
    short = etree.fromstring(LOGOUT.format("<t:ticket xmlns:t='urn:x:ticket-1.0'>ab</t:ticket>"))
    assert schema.validate(sound)
    assert not schema.validate(short)
    assert not epp_schema().validate(sound)


def test_extensions_may_import_each_other_in_a_circle(tmp_path: Path) -> None:
    for name, other in ("ab", "ba"):
        imports = f"<xs:import namespace='urn:x:{other}-1.0'/>"
        body = f"<xs:element name='{name}' type='{other}:Number'/>"
        body += "<xs:simpleType name='Number'><xs:restriction base='xs:int'/></xs:simpleType>"
        (tmp_path / f"{name}-1.0.xsd").write_text(xsd(f"urn:x:{name}-1.0", body, imports))
    schema = compose(["urn:x:a-1.0"], [tmp_path])
    assert schema.validate(etree.fromstring("<a xmlns='urn:x:a-1.0'>1</a>"))
    assert not schema.validate(etree.fromstring("<b xmlns='urn:x:b-1.0'>one</b>"))


def test_twenty_extensions_that_import_their_forerunners_compose(tmp_path: Path) -> None:
    for number in range(20):
        imports = "".join(f"<xs:import namespace='urn:x:n{earlier}-1.0'/>" for earlier in range(number))
        (tmp_path / f"n{number}-1.0.xsd").write_text(
            xsd(f"urn:x:n{number}-1.0", "<xs:element name='note' type='xs:int'/>", imports)
        )
    schema = compose([*EPP_NAMESPACES, "urn:x:n19-1.0"], [FOLDER, tmp_path])
    for number in range(20):
        assert schema.validate(etree.fromstring(f"<note xmlns='urn:x:n{number}-1.0'>1</note>"))


def test_a_file_in_the_wrong_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a-1.0.xsd").write_text(xsd("urn:y:a-1.0", ""))
    with pytest.raises(ValueError, match=r"urn:y:a-1\.0, not urn:x:a-1\.0"):
        compose(["urn:x:a-1.0"], [tmp_path])


def test_two_namespaces_cannot_share_a_file(tmp_path: Path) -> None:
    (tmp_path / "a-1.0.xsd").write_text(xsd("urn:x:a-1.0", ""))
    with pytest.raises(ValueError, match=r"describes urn:x:a-1\.0, not urn:y:a-1\.0"):
        compose(["urn:x:a-1.0", "urn:y:a-1.0"], [tmp_path])


class Listener:
    """Counts who connects to a local port, where no schema should be asked for."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/a-1.0.xsd"
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            peer.close()

    def close(self) -> None:
        self._socket.close()


def test_no_location_is_ever_followed(tmp_path: Path) -> None:
    listener = Listener()
    away = f"<xs:import namespace='urn:x:a-1.0' schemaLocation='{listener.url}'/>"
    (tmp_path / "a-1.0.xsd").write_text(xsd("urn:x:a-1.0", "<xs:element name='a' type='xs:int'/>"))
    (tmp_path / "b-1.0.xsd").write_text(xsd("urn:x:b-1.0", "<xs:element name='b' type='xs:int'/>", away))
    schema = compose(["urn:x:b-1.0"], [tmp_path])
    assert schema.validate(etree.fromstring("<a xmlns='urn:x:a-1.0'>1</a>"))

    (tmp_path / "c-1.0.xsd").write_text(xsd("urn:x:c-1.0", "", f"<xs:include schemaLocation='{listener.url}'/>"))
    with pytest.raises(etree.XMLSchemaParseError):
        compose(["urn:x:c-1.0"], [tmp_path])

    hinted = etree.fromstring("<a xmlns='urn:x:a-1.0'>1</a>")
    hinted.set(f"{{{XSI}}}schemaLocation", f"urn:x:a-1.0 {listener.url}")
    assert schema.validate(hinted)
    listener.close()
    assert listener.visits == 0


def test_a_document_cannot_bring_its_own_schema(tmp_path: Path) -> None:
    path = tmp_path / "a-1.0.xsd"
    path.write_text(xsd("urn:x:a-1.0", "<xs:element name='a' type='xs:int'/>"))
    root = etree.fromstring(LOGOUT.format("<a xmlns='urn:x:a-1.0'>1</a>"))
    root.set(f"{{{XSI}}}schemaLocation", f"urn:x:a-1.0 {path.as_uri()}")
    assert compose([EPP, "urn:x:a-1.0"], [FOLDER, tmp_path]).validate(root)
    assert not epp_schema().validate(root)
