"""Whatever is stored can be shown."""

from collections.abc import Iterator

from registry.errors import ParameterSyntax, Refusal
from registry.model.texts import fits_xml
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate, ContactUpdate


def contact_texts_fit_xml(case: ContactCase[ContactCreate | ContactUpdate]) -> Iterator[Refusal]:
    """One character that XML 1.0 cannot carry would sink a whole deposit; not every door speaks XML."""
    contact = case.planned
    texts = [part for postal in contact.postals for part in postal.texts()]
    texts += [
        (name, phone.extension or "") for name, phone in (("voice", contact.voice), ("fax", contact.fax)) if phone
    ]
    for element, text in texts:
        if not fits_xml(text):
            yield ParameterSyntax("The text holds characters that cannot be shown.", f"contact:{element}")
