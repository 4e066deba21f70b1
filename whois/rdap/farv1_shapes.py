"""The objects of federated authentication in RDAP's answers (RFC 9560, sections 4.1 and 5.1); `shapes.document` writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What is left of an access token, in seconds, and whether it can be refreshed: both are always there."""

    token_expiration: int
    token_refresh: bool


@dataclass(frozen=True, slots=True)
class Session:
    """Whose session it is; of a login that failed, whom somebody wanted to be."""

    user_id: str | None = None
    iss: str | None = None
    user_claims: Mapping[str, Any] = field(default_factory=dict)
    session_info: SessionInfo | None = None


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """What became of a request about a session; `error_code` is the status of HTTP where that is a failure.

    `device_info` are the members of RFC 8628, section 3.2, which is written as they are there.
    """

    farv1_session: Session | None = None
    farv1_device_info: Mapping[str, Any] = field(default_factory=dict)
    error_code: int | None = None
    title: str | None = None
    description: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """A provider that is known here; `default` is told of the one that has to be named by nobody."""

    iss: str
    name: str
    default: bool = False
    additional_authorization_query_params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenIdConfiguration:
    """What of RFC 9560 a server does: all of these are always told."""

    session_client_supported: bool
    token_client_supported: bool
    dnt_supported: bool
    provider_discovery_supported: bool
    issuer_identifier_supported: bool
    implicit_token_refresh_supported: bool
    openidc_providers: tuple[OpenIdProvider, ...]
