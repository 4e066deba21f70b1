"""All rules, in the order in which they are asked."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rde.verify import kinds
from rde.verify.findings import Finding
from rde.verify.frame import Frame
from rde.verify.kinds import Kind, Record
from rde.verify.rules import container, domain, every, other, whole
from rde.verify.spool import Spool

ObjectRule = Callable[[Record, Frame], Iterator[Finding]]
FrameRule = Callable[[Frame], Iterator[Finding]]
WholeRule = Callable[[Spool, Frame], Iterator[Finding]]

_DATES: Final = (
    every.dates_are_in_utc,
    every.nothing_happened_after_the_watermark,
    every.nothing_happened_before_the_creation,
    every.who_changed_it_did_so_at_a_time,
)
_REPOSITORY: Final = (
    every.roid_ends_in_the_id_of_a_repository,
    every.the_repository_is_registered,
    every.statuses_may_stand_together,
    *_DATES,
)
_PEOPLE: Final = (every.addresses_are_of_different_types, every.countries_exist, every.mail_reaches_them)

# Asked of each object as it goes by; what they need to know of the deposit stands before its objects.
OBJECT_RULES: Final[Mapping[Kind, tuple[ObjectRule, ...]]] = {
    kinds.DOMAIN: (
        domain.a_domain_has_a_host_name,
        *_REPOSITORY,
        every.a_pending_transfer_shows_in_the_statuses,
        every.the_unicode_form_says_the_same,
        every.an_internationalized_name_says_by_which_table,
        domain.a_domain_has_a_beginning_and_an_end,
        domain.registrants_and_contacts_are_those_of_the_data_model,
        domain.a_name_that_ended_is_on_its_way_out,
        domain.name_servers_have_the_form_of_the_host_model,
        domain.name_servers_are_hosts,
        domain.an_inactive_name_has_no_name_servers,
    ),
    kinds.HOST: (other.a_host_has_a_host_name, *_REPOSITORY, other.addresses_are_of_their_version),
    kinds.CONTACT: (*_REPOSITORY, every.a_pending_transfer_shows_in_the_statuses, *_PEOPLE),
    kinds.REGISTRAR: (other.a_registrar_has_a_number, *_DATES, *_PEOPLE),
    kinds.IDN_TABLE: (other.tables_are_known_by_languages, other.tables_lie_at_addresses),
    kinds.NNDN: (
        other.a_kept_name_is_a_host_name,
        every.the_unicode_form_says_the_same,
        every.an_internationalized_name_says_by_which_table,
        other.only_variants_are_withheld,
        *_DATES,
    ),
    kinds.EPP_PARAMS: (
        other.the_parameters_offer_domains,
        other.the_parameters_offer_keys_and_grace_periods,
        other.the_parameters_are_registered,
    ),
    kinds.POLICY: (),
    kinds.HEADER: (),
}

# Asked once all is read.
FRAME_RULES: Final[tuple[FrameRule, ...]] = (
    container.the_watermark_is_in_utc,
    container.the_watermark_is_not_in_the_future,
    container.a_difference_says_from_what,
    container.a_difference_follows_another_deposit,
    container.a_kind_lies_in_one_model,
    container.a_full_deposit_deletes_nothing,
    container.the_file_is_named_after_the_deposit,
    container.there_is_one_header,
    container.the_menu_lists_what_the_header_counts,
    container.the_menu_lists_all_objects,
    container.the_menu_lists_what_the_models_imply,
    container.registrants_are_demanded_where_all_names_have_one,
    container.objects_are_as_many_as_the_header_says,
    container.there_are_registrars,
    container.there_are_parameters_of_epp_once,
    container.a_thin_deposit_holds_names_and_registrars_alone,
)

# Asked then of what was noted of every object.
WHOLE_RULES: Final[tuple[WholeRule, ...]] = (
    whole.keys_are_unique,
    whole.roids_are_unique,
    whole.names_lie_below_the_tld,
    whole.a_kept_name_is_no_domain,
    whole.references_lead_somewhere,
    whole.what_nobody_uses_is_told,
    whole.hosts_inside_have_addresses,
    whole.policies_are_kept,
)
