"""What the registry's EPP server offers, kept so that another operator can offer the same (RFC 9022, section 5.7).

It is made from the greeting itself, which the caller brings: so it says what registrars are told, whatever that is,
and this room needs to know nothing of the door that tells them.
"""

from lxml import etree

from registry.store.copying import escaped

_EPP = "{urn:ietf:params:xml:ns:epp-1.0}"


def epp_params(greeting: bytes) -> str:
    """The parameters in a greeting's menu, and its data collection policy; raises ValueError if it is no greeting."""
    root = etree.fromstring(greeting, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    menu, policy = root.find(f"{_EPP}greeting/{_EPP}svcMenu"), root.find(f"{_EPP}greeting/{_EPP}dcp")
    if menu is None or policy is None:
        raise ValueError("this is not a greeting with a menu and a policy")
    offered = "".join(
        f"<rdeEppParams:{name}>{escaped(_text(child))}</rdeEppParams:{name}>"
        for name in ("version", "lang", "objURI")
        for child in menu.iterchildren(_EPP + name)
    )
    extensions = "".join(_copied(child) for child in menu.iterfind(f"{_EPP}svcExtension/{_EPP}extURI"))
    if extensions:
        offered += f"<rdeEppParams:svcExtension>{extensions}</rdeEppParams:svcExtension>"
    collected = "".join(_copied(child) for child in policy.iterchildren("{*}*"))
    return f"<rdeEppParams:eppParams>{offered}<rdeEppParams:dcp>{collected}</rdeEppParams:dcp></rdeEppParams:eppParams>"


def _copied(element: etree._Element) -> str:
    """An element of EPP with all below it, under the prefix that the deposit declares; none of them has attributes."""
    name = etree.QName(element).localname
    inner = escaped(_text(element)) + "".join(_copied(child) for child in element.iterchildren("{*}*"))
    return f"<epp:{name}>{inner}</epp:{name}>" if inner else f"<epp:{name}/>"


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()
