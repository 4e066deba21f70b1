"""The process of the public's door: `namehouse whois`."""

from registry.settings import Settings, Whois
from registry.start import OpenRegistry, open_registry
from schemas import migrate
from whois.limits import RateLimit
from whois.port43.session import Port43
from whois.rdap.answers import of_help
from whois.rdap.credentials import Credentials
from whois.rdap.door import Rdap
from whois.rdap.farv1 import Farv1
from whois.rdap.federation import Federation
from whois.web.door import Web
from wire import listen, loop
from wire.limits import Limits
from wire.shell import Bounds
from wire.tls import server_context
from wire.web import HttpAnswer


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    server = _Server(settings)
    loop.run(server.start, server.stop, settings.shutdown_grace)


class _Server:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: OpenRegistry
        self._federation: Federation | None = None

    async def start(self) -> None:
        settings = self._settings
        whois = settings.whois
        self._opened = await open_registry(
            settings.database.url, settings, "whois", check=migrate.check, standby=settings.database.read_url
        )
        limit = RateLimit(whois.queries_per_minute, whois.unlimited)
        searches = RateLimit(whois.searches_per_minute, whois.unlimited)
        port43 = Port43(self._opened.registry, whois, limit, searches)
        await listen.serve_sessions(
            port43.session,
            (whois.host, *whois.more_hosts),
            whois.port,
            limits=Limits(),
            # a conversation is one line and its answer; whoever needs longer than this to read it is gone
            bounds=Bounds(lifetime=60.0, drain=whois.answer_timeout, linger=5.0, queue=1),
            proxies=whois.proxies,
        )
        web = Web(self._opened.registry, whois, limit, self._rdap(whois, limit, searches))
        if whois.rdap_port:
            tls = server_context(settings.tls.certificate, settings.tls.key)
            await listen.serve_http(
                web.answer, whois.host, whois.rdap_port, tls=tls, body=0, proxies=whois.rdap_proxies
            )
        if whois.rdap_plain_port:
            await listen.serve_http(web.answer, whois.host, whois.rdap_plain_port, body=0, proxies=whois.rdap_proxies)
        await listen.serve_metrics(settings.metrics.host, settings.metrics.whois)

    def _rdap(self, whois: Whois, limit: RateLimit, searches: RateLimit) -> HttpAnswer:
        """Where people may come by the word of a provider, their sessions are written to the primary database."""
        registry = self._opened.registry
        self._federation = Federation.of(self._opened.primary, whois)
        known = Credentials(RateLimit(whois.failures_per_minute), leaves_tokens=self._federation is not None)
        if self._federation is None:
            return Rdap(registry, whois, limit, known.ways, searches=searches).answer
        told = of_help(self._federation.configuration)
        # who shows what he knows himself is asked about that first; a certificate is shown without anybody's doing
        ways = (known.by_header, *self._federation.ways, known.by_certificate)
        rdap = Rdap(registry, whois, limit, ways, searches=searches, told=told)
        return Farv1(registry, self._federation, whois.host, whois.rdap_port, rdap.answer).answer

    async def stop(self) -> None:
        if self._federation is not None:
            await self._federation.close()
        await self._opened.close()
