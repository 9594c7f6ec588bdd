"""Which proxy the environment names for an address."""

from __future__ import annotations

import os
import sys

from .addresses import LAST_PORT

PROXIES = f"it must be an address of http, https or socks5, a port up to {LAST_PORT}, and its password percent-encoded"
"""What is said of a proxy that is none, as long as it holds a password."""
ELSEWHERE = ("darwin", "win32")
"""Systems whose own settings name proxies, too."""


def proxy_of(scheme: str, host: str) -> str | None:
    """The proxy's address as HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY have it, or None."""
    if sys.platform not in ELSEWHERE and not any(name.lower().endswith("_proxy") for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
