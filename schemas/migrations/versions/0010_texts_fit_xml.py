"""What is written from now on can be shown: no text of an object holds a character that XML cannot carry.

One such character would make a whole deposit ill-formed. What is there already is judged by the next revision, which can
read for as long as it needs without holding up a command.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

_UNFIT = r"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
# JSON spells control characters as escapes. An odd number of backslashes before the letter makes one; a backslash that is
# part of the text is doubled.
_UNFIT_JSON = r"(^|[^\\])(\\\\)*\\[bfu]|[\ufffe\uffff]"
_HANDLE = r"^[^\s\x01-\x1f\x7f-\x9f\ufffe\uffff]{3,16}$"
_E164 = r"^\+[0-9]{1,3}\.[0-9]{1,14}$"


def _fit(*columns: str) -> str:
    return " AND ".join(f"{column} !~ '{_UNFIT}'" for column in columns)


def _known(kind: str, verbs: str) -> str:
    statuses = ", ".join(f"'{party}{verb}Prohibited'" for party in ("client", "server") for verb in verbs.split())
    return f"statuses <@ ARRAY[{statuses}]"


# By table and name. A column without a value passes every check.
CHECKS = {
    "contact": {
        "contact_handle_is_visible": f"handle ~ '{_HANDLE}'",
        "contact_postal_fits_xml": f"postal::text !~ '{_UNFIT_JSON}'",
        "contact_extensions_fit_xml": _fit("voice_extension", "fax_extension"),
        "contact_numbers_are_e164": f"voice ~ '{_E164}' AND fax ~ '{_E164}' AND greatest(length(voice), length(fax)) <= 17",
        "contact_disclosure_fits_xml": f"disclose::text !~ '{_UNFIT_JSON}'",
        "contact_statuses_are_known": _known("contact", "Delete Transfer Update"),
    },
    "host": {"host_statuses_are_known": _known("host", "Delete Update")},
    "domain_dnssec": {
        "digest_is_hexadecimal": "digest ~ '^([0-9A-F]{2})+$'",
        "public_key_is_base64": "public_key ~ '^[A-Za-z0-9+/]+={0,2}$' AND length(public_key) % 4 = 0",
        "record_is_one_of_ds_and_key": "num_nonnulls(digest, public_key) = 1",
    },
    "registrar": {
        "registrar_handle_is_visible": f"handle ~ '{_HANDLE}'",
        "registrar_texts_fit_xml": _fit("voice", "fax", "whois_server", "abuse_voice"),
    },
    "restore_report": {"report_dates_fit_xml": _fit("deleted_at", "restored_at")},
    "transfer": {"transfer_cltrid_fits_xml": _fit("cltrid")},
    "poll_message": {"poll_data_fit_xml": f"data::text !~ '{_UNFIT_JSON}'"},
}


def upgrade() -> None:
    for table, checks in CHECKS.items():
        for name, check in checks.items():
            op.execute(f"ALTER TABLE registry.{table} ADD CONSTRAINT {name} CHECK ({check}) NOT VALID")
