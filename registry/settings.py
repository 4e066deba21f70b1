"""Every setting of Namehouse: one frozen dataclass, read once from the environment and one TOML file.

Longer than most files: half of it is the list of settings, which is read best in one piece with what parses it.
"""

from __future__ import annotations

import difflib
import ipaddress
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, cast, get_type_hints

T = TypeVar("T")
Scalar = str | int | float | bool | Path | tuple[str, ...]

PREFIX = "NAMEHOUSE_"
CONFIG_VARIABLE = "NAMEHOUSE_CONFIG"  # names the TOML file; the command line's --config wins over it
# Names the world already uses, and the one of what stands beside the first.
ALIASES = MappingProxyType({"DATABASE_URL": "database.url", f"{PREFIX}READ_DATABASE_URL": "database.read_url"})
LOG_FORMATS = ("console", "json")
REGISTERED = "registered"  # among the names of extensions: all that IANA has registered
LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(Exception):
    """The settings cannot be used; `problems` holds one sentence for each reason."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def setting(
    default: T,
    doc: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    networks: bool = False,
    names: bool = False,
    port: bool = False,
    in_var: bool = False,
    secret: bool = False,
) -> T:
    """Declares one setting; `port` marks what port_offset moves, `in_var` a path relative to the var directory."""
    metadata = {
        "doc": doc,
        "low": 0 if port else low,
        "high": 65535 if port else high,
        "choices": choices,
        "networks": networks,
        "names": names,
        "port": port,
        "in_var": in_var,
        "secret": secret,
    }
    return field(default=default, repr=not secret, metadata=metadata)  # a secret never reaches a log


@dataclass(frozen=True, slots=True)
class Database:
    """Where the data lives."""

    url: str = setting(
        "", "PostgreSQL to use, as postgresql://user:password@host:port/name; empty: the embedded one.", secret=True
    )
    read_url: str = setting(
        "",
        "Hot standby that the public's door reads from, likewise; it goes on while the primary is away. Empty: database.url.",
        secret=True,
    )
    pool: int = setting(10, "Connections a process keeps to the database at most.", low=1, high=1000)


@dataclass(frozen=True, slots=True)
class Tls:
    """Certificates of the servers."""

    names: tuple[str, ...] = setting((), "More names and addresses in the servers' certificate.", names=True)
    certificate: Path = setting(Path("tls/server.pem"), "Certificate chain the servers show, PEM.", in_var=True)
    key: Path = setting(Path("tls/server.key"), "Private key of that certificate, PEM.", in_var=True)
    ca: Path = setting(Path("tls/ca.pem"), "Certificate of our own authority, for clients to trust, PEM.", in_var=True)


@dataclass(frozen=True, slots=True)
class Epp:
    """The door of the registrars."""

    host: str = setting("127.0.0.1", "Address EPP listens on; `::` is every address of IPv6, and of it alone.")
    more_hosts: tuple[str, ...] = setting(
        (), "More addresses EPP listens on, such as `::` beside `0.0.0.0`.", names=True
    )
    port: int = setting(8700, "Port EPP listens on.", port=True)
    server_name: str = setting("Namehouse EPP", "Name in the greeting (svID).")
    workers: int = setting(0, "Processes that share the EPP port; 0: one for every two cores.", low=0, high=64)
    connections: int = setting(2000, "Connections one worker holds at most.", low=1)
    strangers: int = setting(
        100, "Connections without a login a worker holds from one address (IPv6: /64); 0: no limit of their own.", low=0
    )
    proxies: tuple[str, ...] = setting(
        (),
        "Networks of the proxies that connect for registrars, and only they may connect: each connection has to begin with "
        "a header of the PROXY protocol, version 1 or 2. Empty: no proxies.",
        networks=True,
    )
    frame_limit: int = setting(65536, "Longest frame after login, in bytes.", low=1024)
    frame_limit_before_login: int = setting(8192, "Longest frame before login, in bytes.", low=1024)
    login_timeout: float = setting(10.0, "Seconds a connection may stay without a login.", low=0.1)
    idle_timeout: float = setting(600.0, "Seconds a session may stay silent.", low=0.1)
    session_timeout: float = setting(86400.0, "Seconds a session may last at all.", low=0.1)
    sessions: int = setting(10, "Sessions of a registrar at once, unless its record says otherwise.", low=1)
    extensions: tuple[str, ...] = setting(
        (REGISTERED,),
        "Extensions in the greeting, by the last part of their namespaces (`fee-1.0`); `registered` stands for all that IANA "
        "has registered; none: none.",
        names=True,
    )
    password_shortest: int = setting(8, "Least characters of a new password that a registrar gives itself.", low=6)
    password_longest: int = setting(128, "Most characters of one; what is above 16 needs loginSec.", low=16, high=1000)
    password_weighed: bool = setting(
        False, "Refuse new passwords that are on the lists of those that are tried first, or are made of one."
    )
    password_days: float = setting(0.0, "Days after which a password opens only for a new one; 0: never.", low=0)
    password_warning_days: float = setting(
        14.0, "Days before that from which logins are answered with a warning, and a message waits.", low=0
    )
    certificate_warning_days: float = setting(30.0, "Days before the end of a client's certificate, likewise.", low=0)
    policy_notice_days: float = setting(
        30.0,
        "Days before a TLD has other prices or rules from which registrars have a message about it; 0: none.",
        low=0,
    )
    tls_recommended: str = setting(
        "TLSv1.2", "TLS version below which logins are answered with a warning.", choices=("TLSv1.2", "TLSv1.3")
    )
    failed_logins: int = setting(3, "Failed logins after which the connection is closed.", low=1)
    commands_per_second: float = setting(
        0.0,
        "Commands a second from one address (IPv6: /64), whichever registrars and workers share it; 0: no limit of its own.",
        low=0,
        high=1_000_000,
    )
    commands_at_once: int = setting(
        0, "How many of them may come at once; 0: those of two seconds.", low=0, high=1_000_000
    )
    unlimited: tuple[str, ...] = setting(
        (), "Networks that this does not bind, such as those of a gateway that many registrars share.", networks=True
    )


@dataclass(frozen=True, slots=True)
class Whois:
    """The door of the public."""

    host: str = setting("127.0.0.1", "Address WHOIS listens on; `::` is every address of IPv6, and of it alone.")
    more_hosts: tuple[str, ...] = setting((), "More addresses WHOIS on port 43 listens on.", names=True)
    port: int = setting(8043, "Port of WHOIS.", port=True)
    profile: str = setting(
        "icann",
        "What WHOIS answers of a TLD whose policy names no profile, and of what is of no TLD: icann has blocks of contacts, "
        "redacted; minimal has none, after ICANN's Registration Data Policy; ripe has objects in RIPE's manner.",
        choices=("icann", "minimal", "ripe"),
    )
    proxies: tuple[str, ...] = setting(
        (), "Networks of the proxies in front of WHOIS on port 43, as epp.proxies. Empty: no proxies.", networks=True
    )
    rdap_port: int = setting(8443, "Port of RDAP and the web lookup over TLS; 0: none.", port=True)
    rdap_plain_port: int = setting(
        8081, "Port of RDAP and the web lookup without TLS, for a proxy in front that has it; 0: none.", port=True
    )
    rdap_proxies: tuple[str, ...] = setting(
        (), "Networks of the proxies in front of RDAP, as panel.proxies. Empty: no proxies.", networks=True
    )
    query_limit: int = setting(512, "Longest query, in bytes.", low=64)
    query_timeout: float = setting(10.0, "Seconds a client may take to send its query.", low=0.1)
    answer_timeout: float = setting(
        10.0, "Seconds a client of port 43 may leave its answer untouched once it fills what is kept for it.", low=0.1
    )
    queries_at_once: int = setting(
        500, "Queries of port 43 a process works on at once; who comes beyond is told to ask again. 0: no limit.", low=0
    )
    queries_per_minute: int = setting(60, "Queries a client address may ask in a minute; 0: no limit.", low=0)
    searches_per_minute: int = setting(
        10, "Searches by RDAP a client address may ask in a minute, each a query as well; 0: no limit.", low=0
    )
    reverse_searches_per_minute: int = setting(
        5,
        "Searches for what is somebody's that a client address may ask in a minute, each a search as well; 0: no limit.",
        low=0,
    )
    failures_per_minute: int = setting(
        10,
        "Wrong credentials a client address may show RDAP in a minute; none of it is looked at then; 0: no limit.",
        low=0,
    )
    cursor_key: str = setting(
        "", "Key that seals the cursors of searches; the same on all hosts. Empty: kept in var/secrets.", secret=True
    )
    rdap_url: str = setting(
        "",
        "Address that clients use for RDAP, https://…/: OpenID providers send people back to it. Empty: https:// with host and "
        "rdap_port.",
    )
    providers: Path = setting(
        Path("rdap/providers.toml"),
        "OpenID providers whose word on askers is taken (RFC 9560): a table [[provider]] for each; without the file, none.",
        in_var=True,
    )
    provider_ca: Path = setting(
        Path("rdap/ca.pem"),
        "Authorities that vouch for the providers' servers, PEM; without the file, those that the system trusts.",
        in_var=True,
    )
    provider_timeout: float = setting(
        5.0, "Seconds that one answer of a provider may take as a whole.", low=0.1, high=60
    )
    logins_per_minute: int = setting(
        10, "Questions to a provider that a client address may cause in a minute; 0: no limit.", low=0
    )
    session_hours: float = setting(
        8.0, "Hours after which a session of RDAP ends, however often it is refreshed.", low=0.01
    )
    session_key: str = setting(
        "", "Key that seals tokens of such sessions; the same on all hosts. Empty: kept in var/secrets.", secret=True
    )
    unlimited: tuple[str, ...] = setting(
        ("127.0.0.0/8", "::1/128"), "Networks no limit of queries binds, separated by commas.", networks=True
    )


@dataclass(frozen=True, slots=True)
class Panel:
    """The door of staff, registrars, resellers and clients."""

    host: str = setting("127.0.0.1", "Address the panel listens on.")
    port: int = setting(8080, "Port of the panel.", port=True)
    url: str = setting("", "Address browsers use for the panel; empty: http:// with host and port.")
    proxies: tuple[str, ...] = setting(
        (),
        "Networks of the proxies in front of the panel: what they say in X-Forwarded-For and X-Forwarded-Proto is believed, "
        "and nobody else. Empty: no proxies.",
        networks=True,
    )
    threads: int = setting(10, "Requests the panel works on at once.", low=1, high=1000)
    secret_key: str = setting("", "Key that signs cookies and forms; empty: kept in var/secrets.", secret=True)
    seal_key: str = setting(
        "",
        "Key that seals the secrets of authenticator apps and webhooks; after a blank may follow keys that it succeeds, "
        "which open what they sealed. Empty: kept in var/secrets.",
        secret=True,
    )
    outward_networks: tuple[str, ...] = setting(
        (),
        "Networks that addresses which people give may lead to although they are nobody's on the Internet: those of applications "
        "that are told of logouts, and of webhooks. Empty: none.",
        networks=True,
    )
    outward_ca: Path = setting(
        Path("panel/outward-ca.pem"),
        "Authorities that vouch for the servers at such addresses, PEM; without the file, those that the system trusts.",
        in_var=True,
    )
    sign_up: str = setting(
        "closed",
        "Who becomes a client of the house by signing up: closed (nobody), invitation, approval (somebody says yes) or open.",
        choices=("closed", "invitation", "approval", "open"),
    )
    sign_up_form: str = setting(
        "short",
        "What they are asked: short (address of mail and password) or full (a name too, and the password twice).",
        choices=("short", "full"),
    )
    sign_up_challenge: bool = setting(
        True,
        "Whether whoever asks to sign up has a little to do: their browser's script some work, or without scripts they add two "
        "numbers.",
    )
    social: tuple[str, ...] = setting(
        (),
        "Providers that people sign in by, each as its name, client id and secret with blanks between: google, microsoft, "
        "linkedin, github, facebook, vk, yandex, or any other name, followed by the address of its issuer (OpenID Connect). The "
        "redirect address to register with each is /social/NAME/back. A fourth part moves one that is known to an instance of "
        "one's own.",
        names=True,
        secret=True,
    )
    resolver: str = setting(
        "", "Resolver of the DNS that the panel asks, as host or host:port; empty: that of the system."
    )
    scanner: str = setting(
        "",
        "Scanner that looks for malware in files that people hand in, by clamd's protocol: unix:/path or host:port; empty: "
        "nobody looks.",
    )
    sign_ins_kept_days: int = setting(
        550,
        "Days for which the log of activity keeps how people came in, or tried to; at least 30, 0: for ever.",
        low=0,
    )
    refusals_kept_days: int = setting(550, "Days for which it keeps what else was refused to them, likewise.", low=0)
    changes_kept_days: int = setting(0, "Days for which it keeps what they changed, likewise.", low=0)
    money_changes_kept_days: int = setting(0, "Days for which it keeps what they changed of money, likewise.", low=0)
    deleted_clients_kept_days: int = setting(
        0, "Days after which a client that was deleted is erased for good by itself; 0: somebody erases it.", low=0
    )
    session_lifetime: float = setting(43200.0, "Seconds a login lasts without use, unless it is remembered.", low=60)
    step_up_minutes: float = setting(
        10.0,
        "Minutes after which somebody who changes money, ways in, second factors or roles proves again who they are.",
        low=0,
    )
    api_per_second: float = setting(
        50.0, "Requests a second that programs of one account may send to the API; 0: no limit.", low=0, high=1_000_000
    )
    api_at_once: int = setting(500, "How many of them may come at once.", low=1, high=1_000_000)
    second_factor_roles: tuple[str, ...] = setting(
        (),
        "Roles whose people must have a second factor: without one they are led to make one, and nowhere else.",
        names=True,
    )
    confirmed_address_roles: tuple[str, ...] = setting(
        (),
        "Roles whose people must have confirmed their e-mail address: before that nothing else opens. Everybody else is "
        "asked for it whenever they sign in.",
        names=True,
    )


@dataclass(frozen=True, slots=True)
class Tmch:
    """Trademarks, while a TLD is launched."""

    roots: Path = setting(
        Path("tmch/roots.pem"),
        "Certificates of the authorities that vouch for those who sign marks, PEM; without the file no mark counts.",
        in_var=True,
    )
    notice_hours: float = setting(
        48.0, "Hours before a create in which a notice of trademark claims must have been accepted.", low=0.01
    )
    url: str = setting(
        "",
        "Address of the clearinghouse (TMDB), https://…: lists come from there, names are told there. Empty: neither.",
    )
    crl_url: str = setting(
        "", "Where the list of revoked certificates is fetched, http:// or https://; empty: nowhere."
    )
    login: str = setting("", "Login at the clearinghouse, for the lists and for every TLD that has none of its own.")
    password: str = setting("", "Password of that login.", secret=True)
    logins: Path = setting(
        Path("tmch/logins.toml"),
        'Logins of single TLDs: a table [NAME] with login and password for each, or ["dnl list"] for a list; nobody else may '
        "read the file.",
        in_var=True,
    )
    pgp_key: Path = setting(
        Path("tmch/pgp.asc"), "OpenPGP certificate of the clearinghouse; without it no list is fetched.", in_var=True
    )
    ca: Path = setting(
        Path("tmch/ca.pem"),
        "Authorities that vouch for the clearinghouse's server, PEM; without the file, those that the system trusts.",
        in_var=True,
    )
    timeout: float = setting(60.0, "Seconds that one answer of the clearinghouse may take as a whole.", low=0.1)
    fetch_hours: float = setting(3.0, "Hours after which it is asked for a newer list; it makes two a day.", low=0)
    stale_hours: float = setting(24.0, "Hours after which a list is too old, and a warning.", low=1)
    lordn_hours: float = setting(
        3.0, "Hours between two files of one kind that tell it of a TLD's names; it asks for three or more.", low=0
    )


@dataclass(frozen=True, slots=True)
class Escrow:
    """How deposits are sealed for the escrow agent, brought there and reported to ICANN."""

    tlds: tuple[str, ...] = setting(
        (), "TLDs of which a deposit goes to the agent every day, such as example; none: none.", names=True
    )
    diffs: bool = setting(
        False,
        "Whether deposits of days other than Sunday hold only what changed since the day before, as agreed with the agent.",
    )
    csv: tuple[str, ...] = setting(
        (),
        "Kinds of objects that deposits have in CSV files and not in XML: domain, host, contact, registrar, idn, nndn; "
        "example:domain is for one TLD.",
        names=True,
    )
    folder: Path = setting(
        Path("escrow/deposits"),
        "Folder in which deposits are made; sealed ones stay until the agent has answered.",
        in_var=True,
    )
    workers: int = setting(
        0,
        "Sessions of the database that write a deposit at once; 0: as many as there are processors, but no more than four.",
        low=0,
        high=64,
    )
    spool_encrypted: bool = setting(
        False,
        "Whether what is not sealed yet is encrypted on the disk, with a key that only the running process knows.",
    )
    agent_key: Path = setting(
        Path("escrow/agent.asc"), "OpenPGP certificate of the agent, whom deposits are encrypted to.", in_var=True
    )
    agent_fingerprint: str = setting(
        "", "Fingerprint of that certificate, as the agent told it; a certificate with another is not used."
    )
    signing_key: Path = setting(
        Path("escrow/signing.asc"),
        "OpenPGP key of ours that signs deposits, made by `namehouse rde keygen`; nobody else may read the file.",
        in_var=True,
    )
    signing_passphrase: str = setting("", "Passphrase of that key; empty: it has none.", secret=True)
    engine: str = setting(
        "auto",
        "What encrypts and signs: gpg (GnuPG, an installed program), sequoia (a library that is always there, which does not "
        "compress), auto: gpg where it is installed.",
        choices=("auto", "gpg", "sequoia"),
    )
    compression: int = setting(1, "Level of the compression by gpg; 9 takes the longest.", low=1, high=9)
    split_mib: int = setting(
        0, "Size in MiB above which a sealed deposit becomes several files, as agreed with the agent; 0: never.", low=0
    )
    armoured_signatures: bool = setting(
        False, "Whether signatures are text, as ICANN's tests want them; agents want them binary."
    )
    tar: str = setting(
        "gnu",
        "How the tar writes the size of a file beyond 8 GiB; test with the agent which it reads.",
        choices=("gnu", "pax"),
    )
    sftp_host: str = setting("", "The agent's SFTP server, which sealed deposits are brought to.")
    sftp_port: int = setting(22, "Its port.", low=1, high=65535)
    sftp_user: str = setting("", "Our name there.")
    sftp_folder: str = setting("", "Folder there that deposits go into; empty: where we come in.")
    sftp_key: Path = setting(
        Path("escrow/ssh"),
        "SSH key of ours that opens it, as OpenSSH writes them; nobody else may read it.",
        in_var=True,
    )
    sftp_passphrase: str = setting("", "Passphrase of that key; empty: it has none.", secret=True)
    sftp_host_keys: Path = setting(
        Path("escrow/ssh_host_keys"),
        "Public keys of the server, one a line as OpenSSH writes them; one with another key is not spoken with.",
        in_var=True,
    )
    timeout: float = setting(60.0, "Seconds in which the agent's server, and ICANN's, must answer.", low=0.1)
    rri_url: str = setting(
        "",
        "Address of ICANN's reporting interface, https://…, which deposits and months are reported to; empty: nobody.",
    )
    rri_logins: Path = setting(
        Path("escrow/rri_logins.toml"),
        "Logins there: a table [NAME] with login and password for each TLD; nobody else may read the file.",
        in_var=True,
    )
    rri_ca: Path = setting(
        Path("escrow/rri_ca.pem"),
        "Authorities that vouch for that server, PEM; without the file, those that the system trusts.",
        in_var=True,
    )
    report_day: int = setting(
        5,
        "Day of the following month from which the monthly reports are made and uploaded; what the operators of name servers "
        "counted must be told before. ICANN wants them by the 20th.",
        low=1,
        high=20,
    )
    repository_ids: Path = setting(
        Path("escrow/epp-repository-ids.xml"),
        "IANA's registry of repository ids, the XML file that it publishes under that name: deposits with ROIDs of others stay "
        "in the house; without the file, nobody asks.",
        in_var=True,
    )
    rri_pause: float = setting(1.0, "Seconds between two things that it is asked.", low=0)
    brda_days: tuple[str, ...] = setting(
        (),
        "TLDs whose names and registrars ICANN gets every week (BRDA), each with the day that it named, such as example:monday.",
        names=True,
    )
    brda_key: Path = setting(
        Path("escrow/icann.asc"), "OpenPGP certificate of ICANN, whom these are encrypted to.", in_var=True
    )
    brda_fingerprint: str = setting("", "Fingerprint of that certificate, as ICANN told it.")
    brda_sftp_host: str = setting("", "The SFTP server from which ICANN takes them: its own, or one of yours.")
    brda_sftp_port: int = setting(22, "Its port.", low=1, high=65535)
    brda_sftp_user: str = setting("", "Our name there.")
    brda_sftp_folder: str = setting("", "Folder there that they go into; empty: where we come in.")
    brda_sftp_key: Path = setting(
        Path("escrow/brda_ssh"), "SSH key of ours that opens it; nobody else may read it.", in_var=True
    )
    brda_sftp_passphrase: str = setting("", "Passphrase of that key; empty: it has none.", secret=True)
    brda_sftp_host_keys: Path = setting(
        Path("escrow/brda_ssh_host_keys"),
        "Public keys of that server, one a line as OpenSSH writes them.",
        in_var=True,
    )
    registrars: Path = setting(
        Path("escrow/registrars.toml"),
        "Registrars that deposit their customers' data with an agent of their own: a table [HANDLE] for each; without the file, "
        "none. Nobody else may read it.",
        in_var=True,
    )


@dataclass(frozen=True, slots=True)
class Sms:
    """The gateway to people's telephones, for codes that prove a number."""

    url: str = setting("", "Address of a gateway that speaks Twilio's API, https://…; empty: no codes are sent.")
    account: str = setting("", "Our account there, by which we sign in.")
    token: str = setting("", "The secret of that account.", secret=True)
    sender: str = setting("", "Number, or name, that texts and calls come from.")
    ca: Path = setting(
        Path("sms/ca.pem"),
        "Authorities that vouch for the gateway, PEM; without the file, those that the system trusts.",
        in_var=True,
    )
    timeout: float = setting(10.0, "Seconds that one answer of the gateway may take as a whole.", low=0.1, high=25)


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail leaves the house."""

    host: str = setting("", "Mail server that takes our mail; empty: none, and mail stays in the outbox.")
    port: int = setting(587, "Its port.", low=1, high=65535)
    security: str = setting(
        "starttls",
        "How we speak with it: starttls (and never without), tls from the beginning, or none, for a server on this machine.",
        choices=("starttls", "tls", "none"),
    )
    ca: Path = setting(
        Path("mail/ca.pem"),
        "Authorities that vouch for it, PEM; without the file, those that the system trusts.",
        in_var=True,
    )
    user: str = setting("", "Our name there; empty: we do not sign in.")
    password: str = setting("", "Our password there.", secret=True)
    sender: str = setting(
        "", "Address that the house's mail comes from; empty: noreply@ and the host of the panel's address."
    )
    sender_name: str = setting("Namehouse", "Name beside that address.")
    envelope: str = setting(
        "", "Address that bounces go to, of a domain whose SPF names the server; empty: that of the house."
    )
    timeout: float = setting(60.0, "Seconds in which the server must answer.", low=0.1, high=240)
    connections: int = setting(4, "Connections to it at once.", low=1, high=100)
    tries: int = setting(
        15, "How often a mail is tried that the server puts off; 15 are about five days.", low=1, high=100
    )
    catch_all: bool = setting(
        False,
        "Whether mails are kept on this machine instead of sent, and shown to whoever opens the panel: for trying out, and "
        "refused where the panel can be had from elsewhere. `namehouse up` does it with its demo data.",
    )
    kept_days: float = setting(90.0, "Days for which mails are kept after they were sent or given up.", low=1)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Where each process shows its Prometheus metrics."""

    host: str = setting("127.0.0.1", "Address the metrics listen on.")
    epp: int = setting(8090, "Port of the metrics of EPP.", port=True)
    whois: int = setting(8091, "Port of the metrics of WHOIS.", port=True)
    panel: int = setting(8092, "Port of the metrics of the panel.", port=True)
    worker: int = setting(8093, "Port of the metrics of the worker.", port=True)


@dataclass(frozen=True, slots=True)
class Probes:
    """How the worker looks at the doors each minute, as those do who hold a registry to its service levels."""

    epp: str = setting("", "Where EPP is asked, as host:port; empty: where it listens; none: it is not.")
    whois: str = setting("", "Where WHOIS is asked, likewise.")
    rdap: str = setting(
        "", "Where RDAP is asked, as the address of its root; empty: where it listens without TLS; none: it is not."
    )
    jitter: float = setting(
        20.0, "Seconds by which a probe waits at most, so that not all come on the minute.", low=0, high=40
    )


@dataclass(frozen=True, slots=True)
class Log:
    """What the processes write."""

    format: str = setting("console", "How lines look: console for people, json for machines.", choices=LOG_FORMATS)
    level: str = setting("info", "Least level that is written.", choices=LOG_LEVELS)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of an installation; sections are the tables of the TOML file."""

    repository_id: str = setting("NAMEHSE", "Registered repository identifier: the end of every ROID.")
    var: Path = setting(Path("var"), "Directory of everything that is made at run time.")
    port_offset: int = setting(
        0, "Added to every port, so that two installations share a machine.", low=-8000, high=57000
    )
    shutdown_grace: float = setting(
        10.0, "Seconds that a stopping process of any kind gives to what it has begun.", low=0, high=600
    )
    demo: bool = setting(True, "Whether `namehouse up` makes demo data in an empty database.")
    database: Database = field(default_factory=Database)
    tls: Tls = field(default_factory=Tls)
    epp: Epp = field(default_factory=Epp)
    whois: Whois = field(default_factory=Whois)
    panel: Panel = field(default_factory=Panel)
    tmch: Tmch = field(default_factory=Tmch)
    escrow: Escrow = field(default_factory=Escrow)
    sms: Sms = field(default_factory=Sms)
    mail: Mail = field(default_factory=Mail)
    metrics: Metrics = field(default_factory=Metrics)
    probes: Probes = field(default_factory=Probes)
    log: Log = field(default_factory=Log)


SECTIONS: Mapping[str, type] = MappingProxyType(
    {
        "database": Database,
        "tls": Tls,
        "epp": Epp,
        "whois": Whois,
        "panel": Panel,
        "tmch": Tmch,
        "escrow": Escrow,
        "sms": Sms,
        "mail": Mail,
        "metrics": Metrics,
        "probes": Probes,
        "log": Log,
    }
)


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared setting: its key in the file (section.name), its variable, and what is true of its value."""

    key: str
    variable: str
    kind: type
    default: Scalar
    doc: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    networks: bool
    names: bool
    port: bool
    in_var: bool
    secret: bool


@cache
def declared() -> tuple[Declared, ...]:
    """Every setting in the order of the dataclass; the reference page is generated from this."""
    return tuple(_declared())


def _declared() -> Iterator[Declared]:
    for top in fields(Settings):
        if top.name not in SECTIONS:
            yield _declare(top, Settings, "")
    for name, section in SECTIONS.items():
        for inner in fields(section):
            yield _declare(inner, section, f"{name}.")


def _declare(one: Field[Scalar], owner: type, section: str) -> Declared:
    kind = get_type_hints(owner)[one.name]
    assert one.default is not MISSING
    key = section + one.name
    variable = PREFIX + key.replace(".", "_").upper()
    return Declared(key=key, variable=variable, kind=kind, default=one.default, **one.metadata)


def load(environ: Mapping[str, str], toml_path: Path | None = None) -> Settings:
    """Settings from NAMEHOUSE_* variables over one TOML file over the defaults.

    A secret may also come from the file that `<VARIABLE>_FILE` names. Raises SettingsError with every problem at once:
    unknown variables and keys, values of the wrong type or out of range, unreadable files.
    """
    problems: list[str] = []
    known = {one.key: one for one in declared()}
    if toml_path is None and environ.get(CONFIG_VARIABLE):
        toml_path = Path(environ[CONFIG_VARIABLE])
    values = _from_file(toml_path, known, problems) if toml_path is not None else {}
    values |= _from_environment(environ, known, problems)
    if problems:
        raise SettingsError(tuple(problems))
    settings = _located(_assembled(values))
    if problems := [
        f"{one.key}: port {_read(settings, one.key)} does not exist" for one in _impossible_ports(settings)
    ]:
        raise SettingsError(tuple(problems))
    return settings


def _from_file(path: Path, known: Mapping[str, Declared], problems: list[str]) -> dict[str, Scalar]:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path}: cannot be read: {error}")
        return {}
    values: dict[str, Scalar] = {}
    for key, raw in _flattened(tree):
        if one := known.get(key):
            _keep(values, one, f"{path}: {key}", problems, partial(_typed, one, raw))
        else:
            problems.append(f"{path}: unknown key {key}{_nearest(key, known)}")
    return values


def _flattened(tree: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            for inner, raw in value.items():
                yield f"{name}.{inner}", raw
        else:
            yield name, value


def _from_environment(
    environ: Mapping[str, str], known: Mapping[str, Declared], problems: list[str]
) -> dict[str, Scalar]:
    variables = {one.variable: one for one in known.values()}
    variables |= {alias: known[key] for alias, key in ALIASES.items()}
    files = {f"{name}_FILE": one for name, one in variables.items() if one.secret}
    values: dict[str, Scalar] = {}
    for name, text in sorted(environ.items()):
        if one := variables.get(name):
            _keep(values, one, name, problems, partial(_parsed, one, text))
        elif one := files.get(name):
            _keep(values, one, name, problems, partial(_parsed_file, one, text))
        elif name.startswith(PREFIX) and name != CONFIG_VARIABLE:
            problems.append(f"unknown variable {name}{_nearest(name, [*variables, *files, CONFIG_VARIABLE])}")
    return values


def _keep(
    values: dict[str, Scalar], one: Declared, where: str, problems: list[str], read: Callable[[], Scalar]
) -> None:
    try:
        value = read()
        _judge(one, value)
    except (OSError, ValueError) as error:
        problems.append(f"{where}: {error}")
        return
    values[one.key] = value


def _nearest(name: str, known: Mapping[str, Declared] | list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def _typed(one: Declared, raw: object) -> Scalar:
    """A value of a TOML file, which already has a type."""
    if one.kind is bool or isinstance(raw, bool):
        if one.kind is bool and isinstance(raw, bool):
            return raw
    elif one.kind is int and isinstance(raw, int):
        return raw
    elif one.kind is float and isinstance(raw, int | float):
        return float(raw)
    elif one.kind is str and isinstance(raw, str):
        return raw
    elif one.kind is Path and isinstance(raw, str):
        return Path(raw)
    elif (one.networks or one.names) and isinstance(raw, list) and all(isinstance(item, str) for item in raw):
        return tuple(raw)
    raise ValueError(f"{raw!r} is not {_kind_in_words(one)}")


def _parsed(one: Declared, text: str) -> Scalar:
    """A value of the environment, which is text."""
    try:
        if one.kind is bool:
            return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[text.lower()]
        if one.kind is int:
            return int(text)
        if one.kind is float:
            return float(text)
    except (KeyError, ValueError):
        raise ValueError(f"{text!r} is not {_kind_in_words(one)}") from None
    if one.kind is Path:
        return Path(text)
    if one.networks or one.names:
        return tuple(item.strip() for item in text.split(",") if item.strip())
    return text


def _parsed_file(one: Declared, path: str) -> Scalar:
    return _parsed(one, Path(path).read_text(encoding="utf-8").strip())


def _kind_in_words(one: Declared) -> str:
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", Path: "a path"}
    return words.get(one.kind, "a list of networks" if one.networks else "a list of names")


def _judge(one: Declared, value: Scalar) -> None:
    if isinstance(value, int | float):
        if one.low is not None and not value >= one.low:
            raise ValueError(f"{value} is below {one.low:g}")
        if one.high is not None and not value <= one.high:
            raise ValueError(f"{value} is above {one.high:g}")
    if one.choices and value not in one.choices:
        raise ValueError(f"{value!r} is none of {', '.join(one.choices)}")
    if one.networks and isinstance(value, tuple):
        for item in value:
            ipaddress.ip_network(item)


def _assembled(values: Mapping[str, Scalar]) -> Settings:
    grouped: dict[str, dict[str, Scalar]] = {}
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        grouped.setdefault(section, {})[name] = value
    sections = {name: kind(**grouped.get(name, {})) for name, kind in SECTIONS.items()}
    return Settings(**grouped.get("", {}), **sections)  # type: ignore[arg-type]  # each value was parsed by its field's type


def _located(settings: Settings) -> Settings:
    """Ports moved by the offset, paths made absolute; port 0 (any free one) stays."""
    settings = replace(settings, var=settings.var.absolute())
    for name in SECTIONS:
        section = getattr(settings, name)
        changed: dict[str, object] = {}
        for inner in fields(section):
            value = getattr(section, inner.name)
            if inner.metadata["port"] and value:
                changed[inner.name] = value + settings.port_offset
            if inner.metadata["in_var"]:
                changed[inner.name] = settings.var / value
        settings = replace(settings, **{name: replace(section, **changed)})
    if not settings.panel.url:
        url = f"http://{settings.panel.host}:{settings.panel.port}/"
        settings = replace(settings, panel=replace(settings.panel, url=url))
    return settings


def _impossible_ports(settings: Settings) -> list[Declared]:
    return [one for one in declared() if one.port and not 0 <= cast(int, _read(settings, one.key)) <= 65535]


def _read(settings: Settings, key: str) -> Scalar:
    value: object = settings
    for name in key.split("."):
        value = getattr(value, name)
    return cast(Scalar, value)
