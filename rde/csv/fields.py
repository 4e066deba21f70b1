"""The fields of CSV files that RFC 9022 knows: of which type each is, and whether it must be filled unless it is said else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_IETF: Final = "urn:ietf:params:xml:ns:"

RDE_CSV: Final = _IETF + "rdeCsv-1.0"
CSV_DOMAIN: Final = _IETF + "csvDomain-1.0"
CSV_HOST: Final = _IETF + "csvHost-1.0"
CSV_CONTACT: Final = _IETF + "csvContact-1.0"
CSV_REGISTRAR: Final = _IETF + "csvRegistrar-1.0"
CSV_IDN: Final = _IETF + "csvIDN-1.0"
CSV_NNDN: Final = _IETF + "csvNNDN-1.0"

PREFIXES: Final[Mapping[str, str]] = {
    "rdeCsv": RDE_CSV,
    "csvDomain": CSV_DOMAIN,
    "csvHost": CSV_HOST,
    "csvContact": CSV_CONTACT,
    "csvRegistrar": CSV_REGISTRAR,
    "csvIDN": CSV_IDN,
    "csvNNDN": CSV_NNDN,
}
DECLARATIONS: Final = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())


@dataclass(frozen=True, slots=True)
class Known:
    type: str
    required: bool = False


_LABEL: Final = "eppcom:labelType"
_CLIENT: Final = "eppcom:clIDType"

# By their names with the prefixes above.
KNOWN: Final[Mapping[str, Known]] = {
    "rdeCsv:fUName": Known(_LABEL),
    "rdeCsv:fRoid": Known("eppcom:roidType", required=True),
    "rdeCsv:fRegistrant": Known(_CLIENT),
    "rdeCsv:fStatusDescription": Known("normalizedString"),
    "rdeCsv:fLang": Known("language"),
    "rdeCsv:fIdnTableId": Known("token"),
    "rdeCsv:fClID": Known(_CLIENT, required=True),
    "rdeCsv:fCrRr": Known(_CLIENT),
    "rdeCsv:fCrID": Known(_CLIENT),
    "rdeCsv:fUpRr": Known(_CLIENT),
    "rdeCsv:fUpID": Known(_CLIENT),
    "rdeCsv:fReRr": Known(_CLIENT, required=True),
    "rdeCsv:fReID": Known(_CLIENT),
    "rdeCsv:fAcRr": Known(_CLIENT, required=True),
    "rdeCsv:fAcID": Known(_CLIENT),
    "rdeCsv:fCrDate": Known("dateTime"),
    "rdeCsv:fUpDate": Known("dateTime"),
    "rdeCsv:fExDate": Known("dateTime"),
    "rdeCsv:fTrDate": Known("dateTime"),
    "rdeCsv:fReDate": Known("dateTime", required=True),
    "rdeCsv:fAcDate": Known("dateTime", required=True),
    "rdeCsv:fTrStatus": Known("eppcom:trStatusType", required=True),
    "rdeCsv:fUrl": Known("anyURI"),
    "rdeCsv:fCustom": Known("token"),
    "csvDomain:fName": Known(_LABEL, required=True),
    "csvDomain:fOriginalName": Known(_LABEL),
    "csvDomain:fContactType": Known("domain:contactAttrType", required=True),
    "csvDomain:fStatus": Known("domain:statusValueType", required=True),
    "csvDomain:fRgpStatus": Known("rgp:statusValueType"),
    "csvDomain:fMaxSigLife": Known("secDNS:maxSigLifeType"),
    "csvDomain:fKeyTag": Known("unsignedShort", required=True),
    "csvDomain:fDsAlg": Known("unsignedByte", required=True),
    "csvDomain:fDigestType": Known("unsignedByte", required=True),
    "csvDomain:fDigest": Known("hexBinary", required=True),
    "csvDomain:fFlags": Known("unsignedShort", required=True),
    "csvDomain:fProtocol": Known("unsignedByte", required=True),
    "csvDomain:fKeyAlg": Known("unsignedByte", required=True),
    "csvDomain:fPubKey": Known("secDNS:keyType", required=True),
    "csvHost:fName": Known(_LABEL, required=True),
    "csvHost:fAddr": Known("host:addrStringType"),
    "csvHost:fAddrVersion": Known("host:ipType"),
    "csvHost:fStatus": Known("host:statusValueType", required=True),
    "csvContact:fId": Known(_CLIENT, required=True),
    "csvContact:fIsRegistrarContact": Known("boolean"),
    "csvContact:fVoice": Known("contact:e164StringType"),
    "csvContact:fVoiceExt": Known("token"),
    "csvContact:fFax": Known("contact:e164StringType"),
    "csvContact:fFaxExt": Known("token"),
    "csvContact:fEmail": Known("eppcom:minTokenType", required=True),
    "csvContact:fStatus": Known("contact:statusValueType", required=True),
    "csvContact:fPostalType": Known("contact:postalInfoEnumType", required=True),
    "csvContact:fName": Known("contact:postalLineType", required=True),
    "csvContact:fOrg": Known("contact:optPostalLineType"),
    "csvContact:fStreet": Known("contact:optPostalLineType"),
    "csvContact:fCity": Known("contact:postalLineType", required=True),
    "csvContact:fSp": Known("contact:optPostalLineType"),
    "csvContact:fPc": Known("contact:pcType"),
    "csvContact:fCc": Known("contact:ccType", required=True),
    **{
        f"csvContact:fDisclose{what}": Known("boolean")
        for what in ("Flag", "NameInt", "NameLoc", "OrgInt", "OrgLoc", "AddrInt", "AddrLoc", "Voice", "Fax", "Email")
    },
    "csvRegistrar:fId": Known(_CLIENT, required=True),
    "csvRegistrar:fName": Known("normalizedString", required=True),
    "csvRegistrar:fGurid": Known("positiveInteger"),
    "csvRegistrar:fStatus": Known("csvRegistrar:statusType"),
    "csvRegistrar:fStatusName": Known("token"),
    "csvRegistrar:fWhoisUrl": Known("anyURI"),
    "csvNNDN:fAName": Known(_LABEL, required=True),
    "csvNNDN:fOriginalName": Known(_LABEL),
    "csvNNDN:fNameState": Known("rdeNNDN:nameState", required=True),
    "csvNNDN:fMirroringNS": Known("boolean"),
}
