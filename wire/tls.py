"""Server side TLS as RFC 9325 wants it; a client certificate is asked for here and judged at login.

A handshake takes any client certificate (self-signed, expired, none): the registry knows its registrars by the
fingerprints they registered, not by an authority.
"""

# mypy: allow-untyped-calls
# (Twisted is typed in parts only: many of its public functions carry no annotations)

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from OpenSSL import SSL, crypto
from twisted.internet.interfaces import IOpenSSLServerConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from zope.interface import implementer  # type: ignore[import-untyped]

log = logging.getLogger(__name__)

# RFC 9325 section 4.2: forward secrecy and authenticated encryption, nothing else.
TLS12_SUITES = (
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
)
TLS13_SUITES = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")


@implementer(IOpenSSLServerConnectionCreator)
class ServerContext:
    """Makes the TLS state of each new connection; replaced certificate files serve the next handshake."""

    def __init__(self, certificate_chain: Path, key: Path) -> None:
        self._files = (certificate_chain, key)
        self._stamp: Sequence[int] = [file.stat().st_mtime_ns for file in self._files]  # names the one that is absent
        self._context = _context(*self._files)

    def serverConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        if self._stamp_now() != self._stamp:
            self._reload()
        return SSL.Connection(self._context, None)

    def _reload(self) -> None:
        stamp = self._stamp_now()
        try:
            self._context = _context(*self._files)
        except (OSError, SSL.Error):
            # half-written files, or a key that does not fit yet: the old pair serves until the files change again
            log.exception("kept the old certificate: cannot use %s with %s", *self._files)
        else:
            log.info("new certificate from %s", self._files[0])
        self._stamp = stamp

    def _stamp_now(self) -> Sequence[int]:
        # about five microseconds, against some hundred for the handshake that follows
        try:
            return [file.stat().st_mtime_ns for file in self._files]
        except OSError:
            return self._stamp


def server_context(certificate_chain: Path, key: Path) -> ServerContext:
    """The context for a PEM chain (leaf first) and its key; an ECDSA P-256 key is the cheapest. Raises on a bad pair."""
    return ServerContext(certificate_chain, key)


def certificate_of(transport: Any) -> bytes | None:
    """The DER octets of the certificate the peer offered."""
    certificate = transport.getPeerCertificate()
    return None if certificate is None else crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)


def channel_of(transport: Any) -> tuple[str, str | None]:
    """The names of the TLS version and the cipher suite that were agreed on (`TLSv1.3`, `TLS_AES_128_GCM_SHA256`)."""
    connection: SSL.Connection = transport.getHandle()
    return connection.get_protocol_version_name(), connection.get_cipher_name()


def _context(certificate_chain: Path, key: Path) -> SSL.Context:
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_max_proto_version(SSL.TLS1_3_VERSION)
    context.set_cipher_list(":".join(TLS12_SUITES).encode())
    context.set_tls13_ciphersuites(":".join(TLS13_SUITES).encode())
    context.set_options(SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION | SSL.OP_CIPHER_SERVER_PREFERENCE)
    # Sessions live for hours and begin rarely: no resumption means no ticket key to rotate or to lose.
    context.set_options(SSL.OP_NO_TICKET)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.use_certificate_chain_file(str(certificate_chain))
    context.use_privatekey_file(str(key))
    context.check_privatekey()
    context.set_verify(SSL.VERIFY_PEER, _accept_any_certificate)
    return context


def _accept_any_certificate(*_: object) -> bool:
    return True
