"""The order in which rules are asked: the first refusal is the answer, the others are told with it.

Cheap and certain before costly and doubtful: syntax, who asks, whether it exists, what its state allows, what the TLD's
policy says. A rule that is in no line of this table is never asked; tests/architecture/test_tables.py finds it.

Longer than most files: it is one table, and read as one.
"""

from typing import Final

from registry.policy.a_label_has_a_u_label import a_label_has_a_u_label
from registry.policy.additions_are_new import additions_are_new
from registry.policy.addresses_are_different import addresses_are_different
from registry.policy.addresses_are_public import addresses_are_public
from registry.policy.applicant_may_gain_names import applicant_may_gain_names
from registry.policy.application_has_no_statuses import application_has_no_statuses
from registry.policy.application_is_not_decided import application_is_not_decided
from registry.policy.application_is_of_the_name import application_is_of_the_name
from registry.policy.application_is_of_the_phase import application_is_of_the_phase
from registry.policy.application_is_the_registrars import application_is_the_registrars
from registry.policy.application_names_its_phase import application_names_its_phase
from registry.policy.application_status_allows_the_step import application_status_allows_the_step
from registry.policy.applications_are_few import applications_are_few
from registry.policy.attributes_are_removed_whole import attributes_are_removed_whole
from registry.policy.attributes_carry_the_glue_they_need import attributes_carry_the_glue_they_need
from registry.policy.authinfo_is_strong import authinfo_is_strong
from registry.policy.authinfo_opens_the_object import authinfo_opens_the_object
from registry.policy.case import Rule
from registry.policy.contact_can_be_reached import contact_can_be_reached
from registry.policy.contact_handle_is_free import contact_handle_is_free
from registry.policy.contact_handle_is_valid import contact_handle_is_valid
from registry.policy.contact_is_seen_by_its_sponsor import contact_is_seen_by_its_sponsor
from registry.policy.contact_texts_fit_xml import contact_texts_fit_xml
from registry.policy.contacts_are_named_once import contacts_are_named_once
from registry.policy.contacts_exist import contacts_exist
from registry.policy.contacts_have_a_type import contacts_have_a_type
from registry.policy.contacts_suit_the_tld import contacts_suit_the_tld
from registry.policy.country_is_a_code import country_is_a_code
from registry.policy.create_is_of_the_phases_kind import create_is_of_the_phases_kind
from registry.policy.delegated_host_has_glue import delegated_host_has_glue
from registry.policy.delegation_has_glue import delegation_has_glue
from registry.policy.domain_is_seen_whole_by_who_may import domain_is_seen_whole_by_who_may
from registry.policy.ds_data_match_their_keys import ds_data_match_their_keys
from registry.policy.expiry_is_the_known_one import expiry_is_the_known_one
from registry.policy.fee_covers_the_price import fee_covers_the_price
from registry.policy.fee_is_stated import fee_is_stated
from registry.policy.funds_suffice import funds_suffice
from registry.policy.host_lies_below_a_domain import host_lies_below_a_domain
from registry.policy.host_name_is_free import host_name_is_free
from registry.policy.host_name_is_valid import host_name_is_valid
from registry.policy.hosts_exist import hosts_exist
from registry.policy.hyphens_mark_a_labels import hyphens_mark_a_labels
from registry.policy.idn_table_permits_the_label import idn_table_permits_the_label
from registry.policy.international_form_is_ascii import international_form_is_ascii
from registry.policy.label_has_a_length_we_sell import label_has_a_length_we_sell
from registry.policy.label_is_in_an_idn_table import label_is_in_an_idn_table
from registry.policy.label_is_not_digits_only import label_is_not_digits_only
from registry.policy.label_is_of_a_kind_we_sell import label_is_of_a_kind_we_sell
from registry.policy.mark_counts import mark_counts
from registry.policy.mark_is_shown import mark_is_shown
from registry.policy.mark_still_counts import mark_still_counts
from registry.policy.name_is_a_label_in_the_tld import name_is_a_label_in_the_tld
from registry.policy.name_is_free import name_is_free
from registry.policy.name_is_in_redemption import name_is_in_redemption
from registry.policy.name_is_no_variant_of_anothers import name_is_no_variant_of_anothers
from registry.policy.name_is_not_applied_for import name_is_not_applied_for
from registry.policy.name_is_not_on_its_way_out import name_is_not_on_its_way_out
from registry.policy.name_is_not_reserved import name_is_not_reserved
from registry.policy.nameservers_are_few_and_different import nameservers_are_few_and_different
from registry.policy.nameservers_suit_the_host_model import nameservers_suit_the_host_model
from registry.policy.new_password_has_a_good_length import new_password_has_a_good_length
from registry.policy.new_password_is_another import new_password_is_another
from registry.policy.new_password_is_not_tried_first import new_password_is_not_tried_first
from registry.policy.no_domain_delegates_to_the_host import no_domain_delegates_to_the_host
from registry.policy.no_domain_links_the_contact import no_domain_links_the_contact
from registry.policy.no_host_lives_below import no_host_lives_below
from registry.policy.notice_is_current import notice_is_current
from registry.policy.notice_is_of_the_label import notice_is_of_the_label
from registry.policy.notice_is_shown import notice_is_shown
from registry.policy.object_has_been_transferred import object_has_been_transferred
from registry.policy.only_subordinate_hosts_have_addresses import only_subordinate_hosts_have_addresses
from registry.policy.operation_has_a_price import operation_has_a_price
from registry.policy.password_is_not_over import password_is_not_over
from registry.policy.period_is_sold import period_is_sold
from registry.policy.phase_is_on import phase_is_on
from registry.policy.postal_forms_are_complete import postal_forms_are_complete
from registry.policy.postal_forms_are_different import postal_forms_are_different
from registry.policy.registrar_is_accredited import registrar_is_accredited
from registry.policy.registrar_sponsors import registrar_sponsors
from registry.policy.removals_are_there import removals_are_there
from registry.policy.renaming_leaves_others_alone import renaming_leaves_others_alone
from registry.policy.renewal_stays_within_the_horizon import renewal_stays_within_the_horizon
from registry.policy.report_is_awaited import report_is_awaited
from registry.policy.report_is_complete import report_is_complete
from registry.policy.report_texts_fit_xml import report_texts_fit_xml
from registry.policy.report_times_are_in_order import report_times_are_in_order
from registry.policy.report_times_are_instants import report_times_are_instants
from registry.policy.report_times_are_the_known_ones import report_times_are_the_known_ones
from registry.policy.requester_cancels import requester_cancels
from registry.policy.restore_changes_nothing_else import restore_changes_nothing_else
from registry.policy.result_suits_the_tld import result_suits_the_tld
from registry.policy.sacrificial_names_are_not_sold import sacrificial_names_are_not_sold
from registry.policy.secdns_is_acceptable import secdns_is_acceptable
from registry.policy.status_allows_the_delete import status_allows_the_delete
from registry.policy.status_allows_the_renewal import status_allows_the_renewal
from registry.policy.status_allows_the_transfer import status_allows_the_transfer
from registry.policy.status_allows_the_update import status_allows_the_update
from registry.policy.statuses_are_the_clients_own import statuses_are_the_clients_own
from registry.policy.statuses_suit_what_is_pending import statuses_suit_what_is_pending
from registry.policy.sunrise_list_is_known import sunrise_list_is_known
from registry.policy.superordinate_has_the_same_sponsor import superordinate_has_the_same_sponsor
from registry.policy.superordinate_stays import superordinate_stays
from registry.policy.suspension_is_extended_once import suspension_is_extended_once
from registry.policy.suspension_leads_somewhere import suspension_leads_somewhere
from registry.policy.tld_takes_hosts import tld_takes_hosts
from registry.policy.token_applies import token_applies
from registry.policy.token_is_shown import token_is_shown
from registry.policy.token_is_told_once import token_is_told_once
from registry.policy.topup_awaits_a_decision import topup_awaits_a_decision
from registry.policy.topup_is_confirmed_by_another import topup_is_confirmed_by_another
from registry.policy.topup_is_withdrawn_by_its_proposer import topup_is_withdrawn_by_its_proposer
from registry.policy.transfer_is_asked_for_by_a_registrar import transfer_is_asked_for_by_a_registrar
from registry.policy.transfer_is_not_locked import transfer_is_not_locked
from registry.policy.transfer_is_pending import transfer_is_pending
from registry.policy.transfer_is_seen_by_its_parties import transfer_is_seen_by_its_parties
from registry.policy.transfer_is_to_another import transfer_is_to_another
from registry.policy.transfer_stays_in_its_world import transfer_stays_in_its_world
from registry.policy.transfer_stays_within_the_horizon import transfer_stays_within_the_horizon
from registry.policy.transfer_takes_a_period import transfer_takes_a_period
from registry.policy.two_characters_are_not_kept import two_characters_are_not_kept
from registry.policy.update_names_a_change import update_names_a_change
from registry.policy.urs_case_allows_the_step import urs_case_allows_the_step
from registry.policy.urs_case_is_the_only_one import urs_case_is_the_only_one
from registry.policy.urs_notice_has_come import urs_notice_has_come
from registry.policy.variants_stay_together import variants_stay_together

# What the name alone decides.
_NAME: Final[tuple[Rule, ...]] = (
    name_is_a_label_in_the_tld,
    hyphens_mark_a_labels,
    a_label_has_a_u_label,
    label_is_of_a_kind_we_sell,
    label_has_a_length_we_sell,
    label_is_not_digits_only,
    two_characters_are_not_kept,
    sacrificial_names_are_not_sold,
    label_is_in_an_idn_table,
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    # A check asks what can be known without looking for who holds the name, or for what a create would link.
    "domain check": (*_NAME, phase_is_on, token_applies, name_is_not_reserved),
    # Asked where the price may be another than the usual one.
    "domain check price": (operation_has_a_price, fee_is_stated),
    "domain info": (domain_is_seen_whole_by_who_may, token_is_told_once),
    "domain create": (
        *_NAME,
        idn_table_permits_the_label,
        registrar_is_accredited,
        token_applies,
        phase_is_on,
        create_is_of_the_phases_kind,
        application_names_its_phase,
        name_is_not_reserved,
        name_is_free,
        name_is_not_applied_for,
        applications_are_few,
        name_is_no_variant_of_anothers,
        period_is_sold,
        operation_has_a_price,
        fee_is_stated,
        fee_covers_the_price,
        contacts_suit_the_tld,
        contacts_are_named_once,
        contacts_have_a_type,
        contacts_exist,
        nameservers_suit_the_host_model,
        nameservers_are_few_and_different,
        attributes_carry_the_glue_they_need,
        hosts_exist,
        delegation_has_glue,
        secdns_is_acceptable,
        ds_data_match_their_keys,
        authinfo_is_strong,
        funds_suffice,
    ),
    # Asked when nothing else speaks against a create: opening a mark is costly.
    "domain launch": (
        sunrise_list_is_known,
        token_is_shown,
        mark_is_shown,
        mark_counts,
        notice_is_shown,
        notice_is_of_the_label,
        notice_is_current,
    ),
    # Asked again when it is an application's turn, among all for its name.
    "application create": (name_is_free, applications_are_few),
    # An info, update or delete that means an application for a name, and what operators do to it.
    "application info": (
        application_is_the_registrars,
        application_is_of_the_name,
        application_is_of_the_phase,
    ),
    "application update": (
        application_is_the_registrars,
        application_is_of_the_name,
        application_is_of_the_phase,
        application_status_allows_the_step,
        application_has_no_statuses,
        removals_are_there,
        attributes_are_removed_whole,
        additions_are_new,
        contacts_have_a_type,
        contacts_exist,
        nameservers_suit_the_host_model,
        attributes_carry_the_glue_they_need,
        hosts_exist,
        delegation_has_glue,
        result_suits_the_tld,
        secdns_is_acceptable,
        ds_data_match_their_keys,
        authinfo_is_strong,
    ),
    "application delete": (
        application_is_the_registrars,
        application_is_of_the_name,
        application_is_of_the_phase,
        application_is_not_decided,
    ),
    "application step": (application_status_allows_the_step, mark_still_counts),
    "application allocate": (
        application_status_allows_the_step,
        applicant_may_gain_names,
        registrar_is_accredited,
        name_is_free,
        name_is_no_variant_of_anothers,
        mark_still_counts,
    ),
    "domain update": (
        registrar_sponsors,
        status_allows_the_update,
        update_names_a_change,
        statuses_are_the_clients_own,
        statuses_suit_what_is_pending,
        removals_are_there,
        attributes_are_removed_whole,
        additions_are_new,
        contacts_have_a_type,
        contacts_exist,
        nameservers_suit_the_host_model,
        attributes_carry_the_glue_they_need,
        hosts_exist,
        delegation_has_glue,
        result_suits_the_tld,
        variants_stay_together,
        secdns_is_acceptable,
        ds_data_match_their_keys,
        authinfo_is_strong,
    ),
    "domain delete": (registrar_sponsors, status_allows_the_delete, no_host_lives_below),
    "domain renew": (
        registrar_sponsors,
        status_allows_the_renewal,
        expiry_is_the_known_one,
        period_is_sold,
        renewal_stays_within_the_horizon,
        operation_has_a_price,
        fee_is_stated,
        fee_covers_the_price,
    ),
    "domain transfer request": (
        transfer_is_asked_for_by_a_registrar,
        registrar_is_accredited,
        token_applies,
        transfer_is_to_another,
        status_allows_the_transfer,
        authinfo_opens_the_object,
        transfer_is_not_locked,
        variants_stay_together,
        transfer_takes_a_period,
        period_is_sold,
        transfer_stays_within_the_horizon,
        operation_has_a_price,
        fee_is_stated,
        fee_covers_the_price,
    ),
    "domain transfer query": (transfer_is_seen_by_its_parties, object_has_been_transferred),
    "domain transfer approve": (transfer_is_seen_by_its_parties, transfer_is_pending, registrar_sponsors),
    "domain transfer reject": (transfer_is_seen_by_its_parties, transfer_is_pending, registrar_sponsors),
    "domain transfer cancel": (transfer_is_seen_by_its_parties, transfer_is_pending, requester_cancels),
    "domain restore": (
        registrar_sponsors,
        restore_changes_nothing_else,
        name_is_in_redemption,
        operation_has_a_price,
        fee_is_stated,
        fee_covers_the_price,
        report_is_awaited,
        report_is_complete,
        report_texts_fit_xml,
        report_times_are_instants,
        report_times_are_in_order,
        report_times_are_the_known_ones,
    ),
    # What operators do to a name on a complaint under the Uniform Rapid Suspension system.
    "urs notice": (urs_case_is_the_only_one, urs_notice_has_come),
    "urs lock": (urs_case_allows_the_step,),
    "urs suspend": (urs_case_allows_the_step, suspension_leads_somewhere, nameservers_are_few_and_different),
    # What a suspension brings, as the update that it is.
    "urs suspend servers": (
        nameservers_suit_the_host_model,
        attributes_carry_the_glue_they_need,
        hosts_exist,
        delegation_has_glue,
        secdns_is_acceptable,
    ),
    "urs extend": (
        urs_case_allows_the_step,
        suspension_is_extended_once,
        name_is_not_on_its_way_out,
        renewal_stays_within_the_horizon,
        operation_has_a_price,
    ),
    "urs rollback": (urs_case_allows_the_step,),
    "urs close": (urs_case_allows_the_step,),
    "host check": (host_name_is_valid,),
    "host create": (
        host_name_is_valid,
        addresses_are_public,
        addresses_are_different,
        host_name_is_free,
        host_lies_below_a_domain,
        superordinate_has_the_same_sponsor,
        superordinate_stays,
        tld_takes_hosts,
        only_subordinate_hosts_have_addresses,
    ),
    "host update": (
        registrar_sponsors,
        status_allows_the_update,
        update_names_a_change,
        statuses_are_the_clients_own,
        host_name_is_valid,
        addresses_are_public,
        removals_are_there,
        additions_are_new,
        host_name_is_free,
        host_lies_below_a_domain,
        superordinate_has_the_same_sponsor,
        superordinate_stays,
        tld_takes_hosts,
        renaming_leaves_others_alone,
        only_subordinate_hosts_have_addresses,
        delegated_host_has_glue,
    ),
    "host delete": (registrar_sponsors, status_allows_the_delete, no_domain_delegates_to_the_host),
    "contact create": (
        contact_handle_is_valid,
        contact_texts_fit_xml,
        postal_forms_are_different,
        postal_forms_are_complete,
        country_is_a_code,
        international_form_is_ascii,
        contact_can_be_reached,
        authinfo_is_strong,
        contact_handle_is_free,
    ),
    "contact update": (
        registrar_sponsors,
        status_allows_the_update,
        update_names_a_change,
        statuses_are_the_clients_own,
        statuses_suit_what_is_pending,
        removals_are_there,
        additions_are_new,
        contact_texts_fit_xml,
        postal_forms_are_different,
        postal_forms_are_complete,
        country_is_a_code,
        international_form_is_ascii,
        contact_can_be_reached,
        authinfo_is_strong,
    ),
    # Asked once password, certificate and network are proved to be the registrar's.
    "registrar login": (
        password_is_not_over,
        new_password_has_a_good_length,
        new_password_is_another,
        new_password_is_not_tried_first,
    ),
    # What operators do about money that one of them proposed to book.
    "topup decide confirm": (topup_awaits_a_decision, topup_is_confirmed_by_another),
    "topup decide decline": (topup_awaits_a_decision,),
    "topup decide withdraw": (topup_awaits_a_decision, topup_is_withdrawn_by_its_proposer),
    "contact delete": (registrar_sponsors, status_allows_the_delete, no_domain_links_the_contact),
    "contact info": (contact_is_seen_by_its_sponsor,),
    "contact transfer request": (
        transfer_is_asked_for_by_a_registrar,
        transfer_stays_in_its_world,
        transfer_is_to_another,
        status_allows_the_transfer,
        authinfo_opens_the_object,
    ),
    "contact transfer query": (transfer_is_seen_by_its_parties, object_has_been_transferred),
    "contact transfer approve": (transfer_is_seen_by_its_parties, transfer_is_pending, registrar_sponsors),
    "contact transfer reject": (transfer_is_seen_by_its_parties, transfer_is_pending, registrar_sponsors),
    "contact transfer cancel": (transfer_is_seen_by_its_parties, transfer_is_pending, requester_cancels),
}
