"""Signed marks (RFC 7848): decoded, taken apart safely, and believed only as far as their signature covers them."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature as InvalidKeySignature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from epp.codec.markup import Element, token
from epp.codec.namespaces import IETF
from epp.codec.safe import parse
from registry.errors import CommandSyntax, ParameterSyntax, PolicyForbids
from registry.model.instants import instant_by_utc
from registry.model.launch import SignedMark
from schemas.xml_schemas import epp_schema

NAMESPACE: Final = IETF + "signedMark-1.0"
MARK: Final = IETF + "mark-1.0"
_DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_SMD: Final = f"{{{NAMESPACE}}}"
_ELEMENT: Final = "launch:create"

_METHODS: Final = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
_DIGESTS: Final = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
# A signature covers its mark, and may cover the certificate that it names.
_MOST_REFERENCES: Final = 2
_MOST_CERTIFICATES: Final = 4


def opened(encoded: str) -> SignedMark:
    """What a signed mark in Base64 says under its signature; takes milliseconds, so that it is called off the loop.

    Raises ParameterSyntax for what is no signed mark, and PolicyForbids where the signature does not hold, or does not cover
    the whole of it. Whether the signer may be trusted is for others to judge.
    """
    root = _parsed(encoded)
    references = root.findall(f"{{{_DSIG}}}Signature/{{{_DSIG}}}SignedInfo/{{{_DSIG}}}Reference")
    certificates = list(_certificates(root))
    if len(references) > _MOST_REFERENCES or not 0 < len(certificates) <= _MOST_CERTIFICATES:
        raise PolicyForbids("The signature of the mark is not of the form that is accepted.", _ELEMENT, "")
    signed = _signed(root, certificates[0])
    chain = tuple(each.public_bytes(Encoding.DER) for each in certificates)
    mark = next(child for child in signed if etree.QName(child).namespace == MARK)
    return SignedMark(
        id=_text(signed, "id"),
        not_before=_instant(signed, "notBefore"),
        not_after=_instant(signed, "notAfter"),
        labels=frozenset(token(label).lower() for label in mark.iter(f"{{{MARK}}}label")),
        mark=etree.tostring(mark, encoding="unicode", with_tail=False),
        signer=chain[0],
        chain=chain[1:],
    )


def _parsed(encoded: str) -> Element:
    try:
        root = parse(base64.b64decode("".join(encoded.split()), validate=True))
    except (ValueError, CommandSyntax):
        raise ParameterSyntax("This is no XML in Base64.", _ELEMENT, "") from None
    if root.tag != _SMD + "signedMark" or not epp_schema((NAMESPACE,)).validate(root):
        raise ParameterSyntax("This is no signed mark.", _ELEMENT, "")
    return root


def _certificates(root: Element) -> Iterator[x509.Certificate]:
    """Those that came with the signature; the first is the signer's."""
    for element in root.iterfind(
        f"{{{_DSIG}}}Signature/{{{_DSIG}}}KeyInfo/{{{_DSIG}}}X509Data/{{{_DSIG}}}X509Certificate"
    ):
        try:
            yield x509.load_der_x509_certificate(base64.b64decode(element.text or ""))
        except ValueError:
            raise PolicyForbids("A certificate of the mark cannot be read.", _ELEMENT, "") from None


def _signed(root: Element, signer: x509.Certificate) -> Element:
    """The mark as the signature covers it: what stands in the document beside that was never said."""
    expected = SignatureConfiguration(
        location="./",
        expect_references=True,
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        # Whether the certificate is valid now is judged with the others of its chain, by the registry's clock.
        verification_time=signer.not_valid_before_utc,
    )
    try:
        results = XMLVerifier().verify(root, x509_cert=signer, expect_config=expected)
    except (SignXMLException, InvalidKeySignature, etree.LxmlError, ValueError, TypeError, KeyError, AttributeError):
        raise PolicyForbids("The signature of the mark does not hold.", _ELEMENT, "") from None
    for result in results if isinstance(results, list) else [results]:
        signed = _whole(result)
        if signed is not None:
            return signed
    raise PolicyForbids("The signature does not cover the mark.", _ELEMENT, "")


def _whole(result: VerifyResult) -> Element | None:
    signed = result.signed_xml
    if signed is None or signed.tag != _SMD + "signedMark":
        return None
    names = [str(child.tag) for child in signed]
    return signed if names.count(_SMD + "id") == 1 and f"{{{_DSIG}}}Signature" not in names else None


def _text(signed: Element, name: str) -> str:
    found = signed.find(_SMD + name)
    assert found is not None
    return token(found)


def _instant(signed: Element, name: str) -> datetime:
    return read_instant(_text(signed, name))


def read_instant(text: str) -> datetime:
    """An xs:dateTime as an instant; one that names no time zone is in UTC. Raises ParameterSyntax for years of no calendar."""
    try:
        return instant_by_utc(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ParameterSyntax("This is no instant that can be reckoned with.", _ELEMENT, text[:64]) from None
