"""What ICANN's registry system test and the RFCs demand where servers most often fail, clause by clause, and what shows it here.

A proof is a transcript of tests/epp/clauses, or a test where a conversation cannot show it (tests/…py::test_name).
`cases` are those of ICANN's test specifications that ask for the clause, where one does. docs/reference/conformance.md is made
of this table, which is as long as what is demanded; tests/epp/test_conformance.py holds that every proof exists and that every
transcript proves something.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    claim: str
    proofs: tuple[str, ...]
    cases: tuple[str, ...] = ()


def _clause(id: str, claim: str, *proofs: str, cases: str = "") -> Clause:
    return Clause(id, claim, proofs, tuple(cases.split()))


CHAPTERS: Final[Mapping[str, tuple[Clause, ...]]] = {
    "Updates": (
        _clause(
            "UPD-1",
            "Setting a status that is there already fails.",
            "updates/01_a_status_that_is_there_already",
            cases="epp-09 epp-13 epp-16",
        ),
        _clause(
            "UPD-2",
            "Adding a name server that is there already fails.",
            "updates/02_a_name_server_that_is_there_already",
            cases="epp-16",
        ),
        _clause(
            "UPD-3",
            "Adding an address that is there already fails.",
            "updates/03_an_address_that_is_there_already",
            cases="epp-13",
        ),
        _clause(
            "UPD-4", "Removing a status that is absent fails.", "updates/04_a_status_that_is_absent", cases="epp-16"
        ),
        _clause(
            "UPD-5",
            "Removing a name server that is absent fails.",
            "updates/05_a_name_server_that_is_absent",
            cases="epp-16",
        ),
        _clause(
            "UPD-6",
            "Removing an address that is absent fails, of a host and of a name server that is an attribute.",
            "updates/06_an_address_that_is_absent",
            "updates/11_an_attribute_that_is_another",
            cases="epp-13",
        ),
        _clause(
            "UPD-7",
            "A refused command changes nothing at all: tables are compared around every refusal of every transcript.",
            "updates/07_a_refused_command_changes_nothing",
        ),
        _clause(
            "UPD-8",
            "clientUpdateProhibited blocks everything but its own removal.",
            "updates/08_client_update_prohibited",
        ),
        _clause(
            "UPD-9",
            "Clients never touch server*, pending*, ok, linked and inactive.",
            "updates/09_statuses_that_are_not_the_clients",
            cases="epp-09 epp-13 epp-16",
        ),
        _clause("UPD-10", "An update names something to change.", "updates/10_an_update_of_nothing"),
        _clause(
            "UPD-11",
            "Every status of every object answers every verb as the RFCs demand.",
            "tests/epp/test_statuses.py::test_a_domain_answers_every_verb_as_its_status_demands",
            "tests/epp/test_statuses.py::test_a_contact_answers_every_verb_as_its_status_demands",
            "tests/epp/test_statuses.py::test_a_host_answers_every_verb_as_its_status_demands",
        ),
    ),
    "Contacts": (
        _clause(
            "CON-1",
            "An empty telephone number makes no contact.",
            "contacts/01_an_empty_telephone_number",
            cases="epp-07",
        ),
        _clause("CON-2", "Nor does an empty fax number.", "contacts/01_an_empty_telephone_number", cases="epp-07"),
        _clause(
            "CON-3",
            "Numbers are written as +CC.NUMBER.",
            "contacts/02_a_telephone_number_that_is_none",
            cases="epp-07 epp-09",
        ),
        _clause(
            "CON-4",
            "An unassigned country code is refused.",
            "contacts/03_a_country_that_is_none",
            cases="epp-07 epp-09",
        ),
        _clause(
            "CON-5",
            "A malformed e-mail address is refused.",
            "contacts/04_an_e_mail_address_that_is_none",
            cases="epp-07 epp-09",
        ),
        _clause(
            "CON-6",
            "So is one with a local part of more than 64 octets.",
            "contacts/05_an_e_mail_address_that_is_too_long",
            cases="epp-07",
        ),
        _clause(
            "CON-7",
            "Extensions of telephone numbers survive the round trip.",
            "contacts/06_an_extension_comes_back",
            cases="epp-07 epp-09",
        ),
        _clause("CON-8", "What a contact must have is there.", "contacts/07_what_a_contact_must_have", cases="epp-07"),
        _clause("CON-9", "An update does not take it away.", "contacts/08_what_an_update_must_leave", cases="epp-09"),
    ),
    "Hosts": (
        _clause(
            "HST-1",
            "The family of an address is the one that ip= names.",
            "hosts/01_an_address_of_the_other_family",
            "updates/06_an_address_that_is_absent",
            cases="epp-11 epp-13",
        ),
        _clause(
            "HST-2", "Loopback addresses are refused.", "hosts/02_an_address_that_nobody_reaches", cases="epp-11 epp-13"
        ),
        _clause(
            "HST-3", "Unspecified addresses are.", "hosts/02_an_address_that_nobody_reaches", cases="epp-11 epp-13"
        ),
        _clause("HST-4", "Multicast addresses are.", "hosts/02_an_address_that_nobody_reaches", cases="epp-11 epp-13"),
        _clause(
            "HST-5",
            "Two spellings of one IPv6 address are one address.",
            "hosts/03_two_spellings_of_one_address",
            "updates/03_an_address_that_is_there_already",
            "updates/06_an_address_that_is_absent",
        ),
        _clause(
            "HST-6", "Renames of an external host are accepted.", "hosts/04_renaming_an_external_host", cases="epp-23"
        ),
        _clause(
            "HST-7",
            "So is a rename into one's own domain without an address, of a host that nobody uses.",
            "hosts/04_renaming_an_external_host",
            cases="epp-23",
        ),
        _clause(
            "HST-15",
            "A host that is renamed out of our zones is accepted, and leaves its addresses behind.",
            "hosts/11_renaming_out_of_our_zones",
            cases="epp-23",
        ),
        _clause(
            "HST-8",
            "A rename below another registrar's domain, or below none, is refused.",
            "hosts/05_renaming_where_one_may_not",
            cases="epp-23",
        ),
        _clause(
            "HST-9",
            "An external host that others' domains use is not renamed (2305).",
            "hosts/06_a_shared_external_host",
        ),
        _clause("HST-10", "A host in use is not deleted (2305).", "hosts/06_a_shared_external_host", cases="epp-15"),
        _clause("HST-11", "Glue below another's domain is refused.", "hosts/07_glue_of_others"),
        _clause(
            "HST-12",
            "No domain is delegated to an internal host without glue.",
            "hosts/08_no_delegation_without_glue",
        ),
        _clause("HST-13", "Subordinate hosts follow a transfer.", "hosts/09_subordinate_hosts_follow_a_transfer"),
        _clause(
            "HST-14",
            "Objects and attributes are not mixed; attributes have the glue they need.",
            "hosts/10_the_model_of_the_tld",
            cases="epp-14 epp-16",
        ),
    ),
    "Names": (
        _clause("NAM-1", "Reserved hyphens are refused.", "names/01_reserved_hyphens"),
        _clause(
            "NAM-2",
            "What is no label is refused, or not available.",
            "names/02_labels_that_are_none",
            cases="epp-04 epp-14",
        ),
        _clause("NAM-3", "Invalid A-labels are refused.", "names/03_a_labels_that_are_none"),
        _clause("NAM-4", "Mixed case is accepted and folded.", "names/04_mixed_case"),
        _clause(
            "NAM-5",
            "Contacts are taken, demanded or refused as the TLD's model says.",
            "names/05_the_model_of_the_tld",
            cases="epp-14 epp-15",
        ),
    ),
    "DNSSEC": (
        _clause(
            "SEC-1", "The algorithm is one that is accepted.", "dnssec/01_ds_data_that_are_none", cases="epp-14 epp-16"
        ),
        _clause("SEC-2", "So is the digest type.", "dnssec/01_ds_data_that_are_none", cases="epp-14 epp-16"),
        _clause(
            "SEC-3", "The digest has the length of its type.", "dnssec/01_ds_data_that_are_none", cases="epp-14 epp-16"
        ),
        _clause("SEC-4", "Flags are 257.", "dnssec/02_key_data_that_are_none", cases="epp-14 epp-16"),
        _clause("SEC-5", "The protocol is 3.", "dnssec/02_key_data_that_are_none", cases="epp-14 epp-16"),
        _clause("SEC-6", "The key is in base64.", "dnssec/02_key_data_that_are_none", cases="epp-14 epp-16"),
        _clause("SEC-7", "Only the configured interface is accepted.", "dnssec/03_only_the_configured_interface"),
        _clause("SEC-8", "Removal comes before addition.", "dnssec/04_removal_before_addition"),
    ),
    "Periods and expiry": (
        _clause("PER-1", "A period of 1.5 is refused.", "periods/01_a_period_that_is_none", cases="epp-14 epp-18"),
        _clause("PER-2", "So is a unit that is none.", "periods/01_a_period_that_is_none", cases="epp-14 epp-18"),
        _clause("PER-3", "So are 0, 11 and -1 years.", "periods/01_a_period_that_is_none", cases="epp-14 epp-18"),
        _clause(
            "PER-4",
            "A curExpDate that is off is refused, and the date stays.",
            "periods/02_another_expiry",
            cases="epp-18",
        ),
        _clause("PER-5", "Create: exactly ten years, and no more.", "periods/03_ten_years_at_create", cases="epp-14"),
        _clause(
            "PER-6", "Renew: exactly ten years ahead, and no more.", "periods/04_ten_years_at_renew", cases="epp-18"
        ),
        _clause(
            "PER-7",
            "Transfer: exactly ten years ahead, and no more.",
            "periods/05_ten_years_at_transfer",
            cases="epp-19",
        ),
        _clause(
            "PER-8",
            "A transfer that names no period is refused as well where its year does not fit, unless the TLD has it capped.",
            "periods/06_a_transfer_without_a_period",
        ),
    ),
    "Transfers": (
        _clause("TRF-1", "A transfer right after creation works.", "transfers/01_right_after_creation", cases="epp-19"),
        _clause("TRF-2", "Unless the TLD locks it.", "transfers/01_right_after_creation"),
        _clause("TRF-3", "Approval sets exDate.", "transfers/02_what_an_approval_does", cases="epp-19"),
        _clause("TRF-4", "Approval opens the transferPeriod.", "transfers/02_what_an_approval_does", cases="epp-19"),
        _clause("TRF-5", "Approval sets trDate.", "transfers/02_what_an_approval_does"),
        _clause("TRF-6", "Approval clears authInfo.", "transfers/02_what_an_approval_does", cases="epp-19"),
        _clause("TRF-7", "Time approves what nobody decides.", "transfers/03_what_time_approves"),
        _clause(
            "TRF-8",
            "A rejected transfer leaves the name alone.",
            "transfers/04_what_ends_without_a_move",
            cases="epp-20",
        ),
        _clause("TRF-9", "Statuses forbid a transfer.", "transfers/05_statuses_that_forbid_it"),
    ),
    "Authorization": (
        _clause(
            "AUT-1", "An empty password is accepted at create of a domain.", "secrets/01_none_at_create", cases="epp-14"
        ),
        _clause("AUT-2", "And of a contact; and it opens neither.", "secrets/01_none_at_create"),
        _clause("AUT-3", "Weak passwords are refused.", "secrets/02_weak_ones", cases="epp-19"),
        _clause("AUT-4", "A password is never shown.", "secrets/03_never_shown"),
        _clause("AUT-5", "A wrong password is 2202.", "secrets/04_a_wrong_one", cases="epp-19"),
        _clause(
            "AUT-6", "Another's object is exactly 2201.", "authority/01_anothers_object", cases="epp-08 epp-12 epp-16"
        ),
        _clause("AUT-7", "Info of another's contact is refused.", "authority/02_anothers_contact", cases="epp-08"),
        _clause("AUT-8", "Messages of another do not exist.", "authority/03_messages_of_others"),
    ),
    "Grace periods and money": (
        _clause("GRC-1", "Several grace periods stand side by side.", "grace/01_several_at_once", cases="epp-18"),
        _clause("GRC-2", "A delete gives back what was paid in each of them.", "grace/02_what_a_delete_gives_back"),
        _clause(
            "GRC-3",
            "A transfer in the auto-renew period absorbs the year that time added.",
            "grace/03_a_transfer_in_the_auto_renew_period",
        ),
        _clause("GRC-4", "A name with hosts below it is not deleted (2305).", "grace/04_a_name_with_hosts_below"),
        _clause(
            "GRC-5",
            "What a delete takes off the expiry is what had been added, a capped year and a leap day included.",
            "grace/05_no_more_than_was_added",
        ),
    ),
    "Info and messages": (
        _clause("INF-1", "hosts=sub shows no delegated hosts.", "info/01_hosts_that_are_shown"),
        _clause("INF-2", "hosts=none shows neither.", "info/01_hosts_that_are_shown"),
        _clause("INF-3", "What never happened is not mentioned.", "info/02_what_never_happened"),
        _clause("INF-4", "Messages come first in, first out.", "poll/01_first_in_first_out", cases="epp-19"),
        _clause("INF-5", "An auto-renewal is told when it happens.", "poll/02_an_auto_renewal"),
        _clause("INF-7", "What the registry does to a name is told to its sponsor.", "poll/03_what_the_registry_did"),
        _clause("INF-8", "A restore that came to nothing is told.", "poll/04_a_restore"),
        _clause("INF-9", "A check answers fifty names, each in its place.", "names/06_more_names_than_a_check_takes"),
        _clause(
            "INF-10",
            "A check promises no name that the create would refuse for want of a price.",
            "names/07_a_name_without_a_price",
        ),
        _clause(
            "INF-6",
            "Every notice of the catalogue can be read from the queue.",
            "tests/epp/test_outcomes.py::test_every_outcome_is_shown",
            "tests/epp/test_answers.py::test_every_notice_can_be_read_from_the_queue",
        ),
    ),
    "Sessions": (
        _clause("SES-1", "A login needs the registrar's id.", "sessions/01_who_may_come_in", cases="epp-03"),
        _clause("SES-2", "And its password.", "sessions/01_who_may_come_in", cases="epp-03"),
        _clause(
            "SES-3",
            "And its own certificate: none, a stranger's and another registrar's are refused alike.",
            "sessions/01_who_may_come_in",
            cases="epp-03",
        ),
        _clause(
            "SES-4", "The third failed login of a connection is its last.", "sessions/02_the_failures_of_one_connection"
        ),
        _clause("SES-5", "A second login is 2002.", "sessions/03_a_second_login"),
        _clause("SES-6", "A version that is not offered is refused.", "sessions/04_what_a_login_may_choose"),
        _clause("SES-7", "So is a language.", "sessions/04_what_a_login_may_choose"),
        _clause("SES-8", "So are unknown objects.", "sessions/04_what_a_login_may_choose"),
        _clause(
            "SES-9",
            "The greeting lists registered namespaces only.",
            "sessions/05_the_greeting",
            "tests/epp/test_conformance.py::test_what_the_greeting_offers_is_registered",
            cases="epp-02",
        ),
        _clause(
            "SES-10",
            "Each as the object or the extension that it is.",
            "sessions/05_the_greeting",
            "tests/epp/test_conformance.py::test_what_the_greeting_offers_is_registered",
            cases="epp-02",
        ),
        _clause(
            "SES-11",
            "The clock of the greeting is right to 30 seconds.",
            "tests/epp/test_conformance.py::test_the_greeting_tells_the_time_of_now",
            "sessions/05_the_greeting",
            cases="epp-02",
        ),
        _clause("SES-12", "Before the login everything but login and hello is 2002.", "sessions/06_before_the_login"),
        _clause(
            "SES-13", "No namespace is in a response that the login did not choose.", "sessions/07_what_was_not_chosen"
        ),
        _clause("SES-14", "Nor in a message.", "sessions/07_what_was_not_chosen"),
        _clause("SES-15", "clTRID is echoed only if it is valid.", "sessions/08_the_clients_transaction"),
        _clause("SES-16", "One that was sent before is legal.", "sessions/08_the_clients_transaction"),
        _clause(
            "SES-17", "What is no command has its code, and the session goes on.", "sessions/09_what_is_no_command"
        ),
        _clause(
            "SES-18",
            "A hundred pipelined commands get a hundred answers in order.",
            "tests/epp/test_pipelining.py::test_a_hundred_commands_at_once_are_answered_in_their_order",
        ),
        _clause(
            "SES-19",
            "Twenty sessions creating one domain: one 1000, nineteen 2302.",
            "tests/epp/test_rivals.py::test_twenty_sessions_creating_one_name_make_it_once",
        ),
        _clause(
            "SES-20",
            "Twenty sessions creating one host: one 1000, nineteen 2302.",
            "tests/epp/test_rivals.py::test_twenty_sessions_creating_one_host_make_it_once",
        ),
    ),
    "TLS": (
        _clause(
            "TLS-1",
            "No suite with a finite-field Diffie-Hellman exchange.",
            "tests/wire/test_tls.py::test_suites_without_forward_secrecy_or_authentication_are_refused",
            cases="epp-01",
        ),
        _clause(
            "TLS-2",
            "None with a static RSA exchange.",
            "tests/wire/test_tls.py::test_suites_without_forward_secrecy_or_authentication_are_refused",
            cases="epp-01",
        ),
        _clause(
            "TLS-3",
            "None in CBC mode.",
            "tests/wire/test_tls.py::test_suites_without_forward_secrecy_or_authentication_are_refused",
            cases="epp-01",
        ),
        _clause(
            "TLS-4",
            "TLS 1.2 and 1.3 are spoken, nothing older.",
            "tests/wire/test_tls.py::test_tls_1_2_and_1_3_greet_after_the_handshake_and_answer",
            "tests/wire/test_tls.py::test_tls_1_1_is_refused",
            cases="epp-01",
        ),
    ),
    "Launch": (
        _clause("LNC-1", "A sunrise create without a mark is refused.", "launch/01_a_sunrise_create_without_a_mark"),
        _clause("LNC-2", "A token that does not apply is 2201.", "launch/02_a_token_that_does_not_apply"),
    ),
    "Deletion and restore": (
        _clause("RGP-1", "An update in redemption is refused.", "redemption/01_update_and_restore"),
        _clause("RGP-2", "A restore shows pendingRestore.", "redemption/01_update_and_restore", cases="epp-22"),
        _clause("RGP-3", "And gives the earlier statuses back.", "redemption/01_update_and_restore", cases="epp-22"),
        _clause(
            "RGP-4",
            "A delete in the add period is the end.",
            "redemption/02_delete_in_the_add_period",
            cases="epp-21",
        ),
        _clause("RGP-5", "Without a report redemption goes on.", "redemption/03_a_report_that_does_not_come"),
        _clause("RGP-6", "A report out of turn is refused.", "redemption/04_a_report_out_of_turn"),
    ),
}
