"""The process of the public's door: `namehouse whois`."""

from registry.settings import Settings
from registry.start import OpenRegistry, open_registry
from schemas import migrate
from whois.limits import RateLimit
from whois.port43.session import Port43
from whois.rdap.door import Rdap
from whois.web.door import Web
from wire import listen, loop
from wire.limits import Limits
from wire.shell import Bounds
from wire.tls import server_context

# A conversation is one line and its answer; whoever needs longer than this to read it is gone.
_BOUNDS = Bounds(lifetime=60.0, drain=10.0, linger=5.0, queue=1)


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    server = _Server(settings)
    loop.run(server.start, server.stop, settings.shutdown_grace)


class _Server:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: OpenRegistry

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
            bounds=_BOUNDS,
            proxies=whois.proxies,
        )
        web = Web(
            self._opened.registry, whois, limit, Rdap(self._opened.registry, whois, limit, searches=searches).answer
        )
        if whois.rdap_port:
            tls = server_context(settings.tls.certificate, settings.tls.key)
            await listen.serve_http(
                web.answer, whois.host, whois.rdap_port, tls=tls, body=0, proxies=whois.rdap_proxies
            )
        if whois.rdap_plain_port:
            await listen.serve_http(web.answer, whois.host, whois.rdap_plain_port, body=0, proxies=whois.rdap_proxies)
        await listen.serve_metrics(settings.metrics.host, settings.metrics.whois)

    async def stop(self) -> None:
        await self._opened.close()
