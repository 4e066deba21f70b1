"""What can be found in a deposit: every finding's code, whether it makes the deposit invalid, and what it means."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Code:
    severity: Severity
    meaning: str


def _error(meaning: str) -> Code:
    return Code("error", meaning)


def _warning(meaning: str) -> Code:
    return Code("warning", meaning)


# In the order in which a deposit is opened and read. A layer that fails leaves those below it unseen.
CODES: Final[Mapping[str, Code]] = {
    "SIG_MISSING": _error("A sealed file has no signature beside it."),
    "SIG_INVALID": _error("The signature is not one of this file by the sender's key."),
    "SIG_NOT_CHECKED": _warning("No certificate of the sender was given, so nobody vouches for the files."),
    "DECRYPT_FAILED": _error("The message is not whole, or not encrypted to this key, or the passphrase is another."),
    "ARCHIVE_PART_MISSING": _error(
        "A sealed deposit of several files lacks one of them, or has files of two deposits."
    ),
    "ARCHIVE_BROKEN": _error("What was decrypted is not a whole tar of a few plain files with bare names."),
    "ARCHIVE_TOO_LARGE": _error("More would come out of the archive than the limit allows."),
    "ARCHIVE_HAS_NO_DEPOSIT": _error("The archive, or the folder, does not hold exactly one XML file."),
    "ARCHIVE_HAS_OTHER_NAME": _error("The XML file in the archive has another base name than the sealed file."),
    "ARCHIVE_HAS_MORE": _error("The archive holds a file that is neither the XML file nor a CSV file."),
    "XML_NOT_UTF8": _error("The document is not in UTF-8, or says so."),
    "XML_DOCTYPE": _error("The document has a document type declaration, which could name files and grow entities."),
    "XML_MALFORMED": _error("The document is not well-formed, or is cut off."),
    "XML_TOO_LARGE": _error("An object, a text or a nesting is larger than any object of a registry."),
    "XML_NOT_A_DEPOSIT": _error("The document is not a deposit."),
    "XML_SCHEMA_INVALID": _error("The document is not what the schemas of RFC 8909 and RFC 9022 say."),
    "CSV_FILE_MISSING": _error("A CSV file is listed, and is not there."),
    "CSV_FILE_NOT_LISTED": _error("A CSV file is there, and is not listed."),
    "CSV_FILE_LISTED_TWICE": _error("A CSV file is listed twice."),
    "CSV_FILE_NOT_UNDERSTOOD": _error("A CSV file is compressed, or has a sum of a kind that nobody need know."),
    "CSV_CHECKSUM_MISMATCH": _error("A CSV file is not what its sum says."),
    "CSV_NOT_UTF8": _error("A CSV file is not in UTF-8."),
    "CSV_DEFINITION_UNKNOWN": _warning("RFC 9022 knows no CSV definition of that name; its rows were not looked at."),
    "CSV_DEFINITION_LACKS_KEY": _error("A CSV definition has no field that says whose its rows are."),
    "CSV_FIELD_TWICE": _error("A CSV definition has a field twice."),
    "CSV_ROW_BROKEN": _error("A row has more or fewer fields than are declared, or is no CSV."),
    "CSV_FIELD_EMPTY": _error("A field is empty that is declared to be required."),
    "CSV_FIELD_INVALID": _error("A field is not of the type that is declared."),
    "CSV_PARENT_MISSING": _error("Rows tell of an object that has no row of its own."),
    "RDE_SECRET_IN_DEPOSIT": _error(
        "The document holds authorization information, a password's hash or a private key."
    ),
    "RDE_INVALID_FILENAME": _error("The file's name is not <tld>_<date>_<full|diff|thin>_S<n>_R<n>.<xml|ryde>."),
    "RDE_FILENAME_DATE_MISMATCH": _error("The date in the file's name is not the date of the watermark."),
    "RDE_FILENAME_TYPE_MISMATCH": _error("The kind in the file's name is not the type of the deposit."),
    "RDE_RESEND_MISMATCH": _error("The revision in the file's name is not the deposit's count of resends."),
    "RDE_HEADER_MISSING": _error("There is no header, or more than one."),
    "RDE_HEADER_HAS_NO_TLD": _error("The header does not say of which TLD the deposit is."),
    "RDE_HEADER_TLD_MISMATCH": _error("The TLD in the header is not that of the file's name."),
    "RDE_WATERMARK_IN_FUTURE": _error("The watermark is later than now."),
    "RDE_DATE_NOT_UTC": _error("A date does not end in Z, so it is not in UTC."),
    "RDE_PREVIOUS_ID_MISSING": _error("A differential deposit does not say which deposit it builds upon."),
    "RDE_PREVIOUS_ID_IN_FULL": _warning("A full deposit names a previous one, which means nothing."),
    "RDE_PREVIOUS_ID_IS_ITS_OWN": _error("A differential deposit says that it builds upon itself."),
    "RDE_PREVIOUS_ID_UNKNOWN": _error("A differential deposit builds upon one that is none of those before."),
    "RDE_BOTH_MODELS": _error("A kind of objects lies both in XML and in CSV files."),
    "RDE_DELETES_IN_FULL": _error("A full deposit deletes objects."),
    "RDE_MENU_HAS_URI_TWICE": _error("The menu lists a namespace twice."),
    "RDE_HEADER_HAS_URI_TWICE": _error("The header counts a namespace twice."),
    "RDE_MENU_AND_HEADER_URIS_DIFFER": _error("The menu lists other namespaces than the header counts."),
    "RDE_MENU_LACKS_URI": _error("The menu lacks a namespace that the models of data and of hosts imply."),
    "RDE_MENU_HAS_UNEXPECTED_URI": _error("The menu lists contacts or hosts, which the models do not have."),
    "RDE_MENU_HAS_UNUSED_URI": _warning("The menu lists IDN tables, and there are none."),
    "RDE_OBJECT_NOT_IN_MENU": _error("There are objects whose namespace the menu does not list."),
    "RDE_COUNT_MISMATCH": _error("The header counts another number of objects than there are."),
    "RDE_REFERENCE_NOT_IN_DEPOSIT": _error(
        "An object refers to a contact, host, registrar or IDN table that is not here."
    ),
    "RDE_OBJECT_NOT_REFERENCED": _warning("No name uses this contact, or this host that lies outside the TLD."),
    "RDE_POLICY_ELEMENT_MISSING": _error("An object lacks an element that a policy of the deposit makes mandatory."),
    "RDE_POLICY_OBJECT_MISSING": _error(
        "In the maximum data model, neither a policy nor a CSV field demands that every name has a registrant."
    ),
    "RDE_POLICY_OBJECT_UNEXPECTED": _error(
        "A policy, or a CSV field, demands registrants, and the data model is not the maximum one."
    ),
    "RDE_POLICY_NOT_UNDERSTOOD": _warning("A policy's scope names no kind of object, so it was not looked after."),
    "RDE_DATE_MISSING": _error("A name has no date of creation or of expiry."),
    "RDE_DATE_AFTER_WATERMARK": _error("Something happened to an object after the watermark."),
    "RDE_DATES_OUT_OF_ORDER": _error("An object was changed, was transferred or expires before it was created."),
    "RDE_UPDATE_WITHOUT_DATE": _error("It is said who changed an object last, but not when."),
    "RDE_UPDATE_AT_CREATION": _warning(
        "The last change is the creation: objects that nobody changed have no such date."
    ),
    "RDE_STATUS_COMBINATION": _error("A status stands twice, or ok beside another one."),
    "RDE_STATUS_CONTRADICTION": _warning("A pending operation stands beside another, or beside its own prohibition."),
    "RDE_TRANSFER_MISMATCH": _error("A transfer is pending, and the status pendingTransfer is missing."),
    "RDE_DOMAIN_HAS_INVALID_NAME": _error("The name of a domain is not a host name of two labels or more."),
    "RDE_DOMAIN_NOT_UNDER_TLD": _error("A domain does not lie below the TLD of the header."),
    "RDE_DOMAIN_HAS_NON_UNIQUE_NAME": _error("Two domains have one name."),
    "RDE_DOMAIN_HAS_NON_UNIQUE_ROID": _error("The repository id of a domain is also that of another object."),
    "RDE_DOMAIN_HAS_INVALID_ROID": _error("The repository id of a domain does not end in the id of a repository."),
    "RDE_DOMAIN_HAS_UNREGISTERED_ROID": _error(
        "The repository id of a domain ends in an id that IANA has not registered."
    ),
    "RDE_DOMAIN_HAS_NO_REGISTRANT": _error("A name has no registrant, and the data model is the maximum one."),
    "RDE_DOMAIN_HAS_UNEXPECTED_CONTACT": _error("A name has contacts, and the data model is the minimum one."),
    "RDE_DOMAIN_HAS_INVALID_UNAME": _error("The Unicode form is not that of the name."),
    "RDE_DOMAIN_HAS_NO_IDN_TABLE": _warning("An internationalized name does not say by which IDN table."),
    "RDE_DOMAIN_HAS_INVALID_EXDATE": _error("A name expired before the watermark and is not pendingDelete."),
    "RDE_DOMAIN_EXPIRED_ON_HOLD": _warning("A name expired before the watermark and is only kept out of the DNS."),
    "RDE_DOMAIN_NS_NOT_OF_HOST_MODEL": _error(
        "Name servers are attributes although hosts are deposited, or the reverse."
    ),
    "RDE_DOMAIN_HAS_INVALID_NS": _error("The name or an address of a name server that is an attribute is none."),
    "RDE_DOMAIN_INACTIVE_WITH_NS": _warning("A name is inactive and has name servers."),
    "RDE_HOST_HAS_INVALID_NAME": _error("The name of a host is not a host name."),
    "RDE_HOST_HAS_NON_UNIQUE_NAME": _error("Two hosts have one name."),
    "RDE_HOST_HAS_NON_UNIQUE_ROID": _error("The repository id of a host is also that of another object."),
    "RDE_HOST_HAS_INVALID_ROID": _error("The repository id of a host does not end in the id of a repository."),
    "RDE_HOST_HAS_UNREGISTERED_ROID": _error("The repository id of a host ends in an id that IANA has not registered."),
    "RDE_HOST_HAS_INVALID_ADDRESS": _error("An address is not one of the IP version that it says."),
    "RDE_HOST_HAS_NO_ADDRESS": _error("A host inside the TLD that names are delegated to has no address."),
    "RDE_HOST_UNUSED_HAS_NO_ADDRESS": _warning("A host inside the TLD that no name is delegated to has no address."),
    "RDE_CONTACT_HAS_NON_UNIQUE_ID": _error("Two contacts have one id."),
    "RDE_CONTACT_HAS_NON_UNIQUE_ROID": _error("The repository id of a contact is also that of another object."),
    "RDE_CONTACT_HAS_INVALID_ROID": _error("The repository id of a contact does not end in the id of a repository."),
    "RDE_CONTACT_HAS_UNREGISTERED_ROID": _error(
        "The repository id of a contact ends in an id that IANA has not registered."
    ),
    "RDE_CONTACT_HAS_POSTALINFO_TWICE": _error("Two addresses of a contact have one type."),
    "RDE_CONTACT_HAS_INVALID_CC": _error("The country of a contact is not in ISO 3166."),
    "RDE_CONTACT_HAS_INVALID_EMAIL": _error("The e-mail address of a contact is none."),
    "RDE_REGISTRAR_MISSING": _error("There are no registrars."),
    "RDE_REGISTRAR_HAS_NON_UNIQUE_ID": _error("Two registrars have one id."),
    "RDE_REGISTRAR_HAS_NO_GURID": _warning("A registrar has no number of IANA's."),
    "RDE_REGISTRAR_HAS_POSTALINFO_TWICE": _error("Two addresses of a registrar have one type."),
    "RDE_REGISTRAR_HAS_INVALID_CC": _error("The country of a registrar is not in ISO 3166."),
    "RDE_REGISTRAR_HAS_INVALID_EMAIL": _error("The e-mail address of a registrar is none."),
    "RDE_IDN_HAS_NON_UNIQUE_ID": _error("Two references to IDN tables have one id."),
    "RDE_IDN_HAS_INVALID_ID": _error("The id of an IDN table is not a language tag."),
    "RDE_IDN_HAS_INVALID_URL": _error("Where an IDN table or its policy is published is no address of the web."),
    "RDE_NNDN_HAS_NON_UNIQUE_NAME": _error("Two names that are not domains are the same."),
    "RDE_NNDN_HAS_INVALID_NAME": _error("A name that is not a domain is no host name of two labels or more."),
    "RDE_NNDN_NOT_UNDER_TLD": _error("A name that is not a domain does not lie below the TLD of the header."),
    "RDE_NNDN_CONFLICTS_WITH_DOMAIN": _error("A name is both a domain and kept from being one."),
    "RDE_NNDN_HAS_INVALID_UNAME": _error("The Unicode form of a name that is not a domain is not that of the name."),
    "RDE_NNDN_HAS_NO_IDN_TABLE": _warning(
        "An internationalized name that is not a domain does not say by which IDN table."
    ),
    "RDE_NNDN_HAS_NO_ORIGINAL": _error("A name that is withheld or mirrored is not said to be the variant of any."),
    "RDE_THIN_HOLDS_MORE": _error("A thin deposit holds something else than names and registrars."),
    "RDE_EPP_PARAMS_MISSING": _error("There are no parameters of EPP."),
    "RDE_EPP_PARAMS_TWICE": _error("There are parameters of EPP more than once."),
    "RDE_EPP_PARAMS_HAS_NO_DOMAIN": _error("The parameters of EPP do not offer domains."),
    "RDE_EPP_PARAMS_LACKS_EXTENSION": _error("The parameters of EPP do not offer secDNS-1.1 and rgp-1.0."),
    "RDE_EPP_PARAMS_HAS_UNREGISTERED_URI": _warning(
        "The parameters of EPP offer an object or an extension that IANA has not registered, or not when our list was made."
    ),
    "REGISTRAR_NAMES_MISSING": _error("There is no file of names, full or incremental."),
    "REGISTRAR_SEVERAL_DEPOSITS": _error("There are files of several registrars, days or kinds of deposit."),
    "REGISTRAR_FILE_UNKNOWN": _warning("A file is not named as the files of a deposit are."),
    "REGISTRAR_FILE_MISSING": _error("A file is missing: of handles, or one that the file of digests tells of."),
    "REGISTRAR_PART_MISSING": _error("Parts of a file are not numbered one after the other."),
    "REGISTRAR_DAY_IN_FUTURE": _error("The day of the deposit has not begun."),
    "REGISTRAR_HASH_MISSING": _error("There is no file of digests."),
    "REGISTRAR_HASH_INVALID": _error(
        "A line of the file of digests is not a SHA-256, two blanks and the name of a file."
    ),
    "REGISTRAR_HASH_UNTOLD": _error("The file of digests does not tell that of a file."),
    "REGISTRAR_HASH_MISMATCH": _error("A file has another digest than is told of it."),
    "REGISTRAR_NOT_UTF8": _error("A file is not in UTF-8."),
    "REGISTRAR_NOT_CSV": _error(
        "A file is not what RFC 4180 says, or has a line or a field longer than any of a registrar."
    ),
    "REGISTRAR_HEADER_WRONG": _error("The header of a file is not that of the columns."),
    "REGISTRAR_HEADER_AGAIN": _error("A part after the first begins with the header again."),
    "REGISTRAR_FIELD_COUNT": _error("A row has more or fewer fields than the header."),
    "REGISTRAR_FIELD_MISSING": _error("A row lacks what it is known by, or a date that every name has."),
    "REGISTRAR_CONTACT_MISSING": _warning("A row says nothing of a registrant, or not how to reach a contact."),
    "REGISTRAR_DATE_INVALID": _error("A date is none, or not written as agreed."),
    "REGISTRAR_NAME_INVALID": _error("A name is not a host name of two labels or more."),
    "REGISTRAR_NAME_TWICE": _error("A name stands twice."),
    "REGISTRAR_NAME_LEFT_OUT": _error("A name is of a TLD whose names are not deposited, such as a country's."),
    "REGISTRAR_NAME_GONE_AND_HERE": _error("A name is told to be gone, and deposited."),
    "REGISTRAR_IANA_MISMATCH": _error("A row names another registrar's number at IANA than its file."),
    "REGISTRAR_HANDLE_TWICE": _error("A handle stands twice."),
    "REGISTRAR_HANDLE_MISSING": _error("A name refers to a handle that is not there."),
    "REGISTRAR_HANDLE_UNUSED": _warning("No name of a full deposit refers to a handle."),
    # When a TLD is to rise from deposits (rde/restore).
    "RISE_NOT_FULL": _error("The earliest of the deposits is not a full one, or a later one is."),
    "RISE_OTHER_TLD": _error("The deposits are of different TLDs."),
    "RISE_CHAIN_BROKEN": _error(
        "A differential deposit does not build upon the one before it, which is missing or another."
    ),
    "RISE_COUNTS_DIFFER": _error(
        "Full deposit and differences together are not as many objects as the last header counts."
    ),
    "RISE_OBJECT_UNFIT": _error(
        "An object lacks what the registry cannot do without, or cannot be read; it is left out."
    ),
    "RISE_REFERENCE_LOST": _error(
        "An object names another that is neither in the deposits nor here; the link is left out."
    ),
    "RISE_REGISTRAR_MISSING": _error("Objects are a registrar's that is neither in the deposits nor here."),
    "RISE_REGISTRAR_TAKEN": _error(
        "A registrar's id is that of another registrar here: the mapping has to say who is who."
    ),
    "RISE_REGISTRAR_UNFIT": _error("A registrar's id cannot be a handle: the mapping has to give one."),
    "RISE_OBJECT_TAKEN": _error("A contact's id, a host's name or a ROID is that of another object here."),
    "RISE_OBJECT_HERE": _warning("A contact or host is here already, from another TLD: it stays as it is."),
    "RISE_IDN_TABLE_MISSING": _error("Names were registered by an IDN table that was not imported here; they lose it."),
    "RISE_KEPT_NAMES_HAVE_NO_LIST": _error(
        "There are names that are no domains, and no list of the TLD to put them on."
    ),
    "RISE_HOST_MODEL_DIFFERS": _error("Name servers are attributes where the TLD has objects, or the reverse."),
    "RISE_CONTACTS_NOT_TAKEN": _error("Names have contacts, and the rules of the TLD forbid them."),
    "RISE_NAME_NOT_SOLD": _warning("The rules of the TLD would not let a name be registered; it is restored."),
    "RISE_PERIOD_BEGINS_ANEW": _warning("It is not known when a period ends, so it begins anew with the watermark."),
    "RISE_DATE_UNKNOWN": _warning("An object does not say when it was created; the watermark stands for it."),
    "RISE_STATUS_DROPPED": _warning("An object has a status that nobody can have here."),
    "RISE_HOST_HAS_NO_DOMAIN": _warning("A host lies below a name that is not registered; it keeps no addresses."),
    "RISE_DETAIL_DROPPED": _warning("A deposit tells a detail of an object that the registry has no place for."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is the object or file it was found at, empty for the deposit as a whole."""

    code: str
    about: str
    text: str

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity


@dataclass(slots=True)
class Findings:
    """All that were found are counted; the first `most` of each severity are kept."""

    most: int = 100
    kept: list[Finding] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)
    _count: Counter[Severity] = field(default_factory=Counter)

    def add(self, code: str, about: str, text: str) -> None:
        self.take((Finding(code, about, text),))

    def take(self, found: Iterable[Finding]) -> None:
        for each in found:
            severity = each.severity
            self.by_code[each.code] += 1
            if self._count[severity] < self.most:
                self.kept.append(each)
            self._count[severity] += 1

    @classmethod
    def of(cls, by_code: Mapping[str, int], kept: Iterable[Mapping[str, str]], most: int) -> "Findings":
        """Those of an earlier run."""
        found = cls(most, [Finding(**each) for each in kept], Counter(by_code))
        for code, count in by_code.items():
            found._count[CODES[code].severity] += count
        return found

    def join(self, others: "Findings") -> None:
        """Those of a part of the whole."""
        for each in others.kept:
            if sum(kept.severity == each.severity for kept in self.kept) < self.most:
                self.kept.append(each)
        self.by_code.update(others.by_code)
        self._count.update(others._count)

    @property
    def error_codes(self) -> list[str]:
        return sorted(code for code, count in self.by_code.items() if count and CODES[code].severity == "error")

    @property
    def errors(self) -> int:
        return self._count["error"]

    @property
    def warnings(self) -> int:
        return self._count["warning"]

    @property
    def first_error(self) -> Finding | None:
        return next((each for each in self.kept if each.severity == "error"), None)
