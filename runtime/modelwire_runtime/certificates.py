"""Which certificates are trusted."""

from __future__ import annotations

import os
import ssl
from functools import cache


@cache
def tls_context() -> ssl.SSLContext:
    """The one TLS context of the process, which takes some 20 ms to make.

    It trusts what SSL_CERT_FILE or SSL_CERT_DIR hold, or else certifi's authorities, as httpx's does.
    """
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file:
        return ssl.create_default_context(cafile=file)
    if folder:
        return ssl.create_default_context(capath=folder)
    import certifi

    return ssl.create_default_context(cafile=certifi.where())
