"""Policy objects: which optional elements the registry's business model makes mandatory (RFC 9022, section 5.8)."""


def required(scope: str, element: str) -> str:
    """A policy object: `element` must be in every object that the XPath `scope` names."""
    return f'<rdePolicy:policy scope="{scope}" element="{element}"/>'


def registrant_required() -> str:
    """Every domain of a TLD with the maximum data set has a registrant."""
    return required("//rde:deposit/rde:contents/rdeDomain:domain", "rdeDomain:registrant")
