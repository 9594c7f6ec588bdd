"""Measures modelwire against hand-written HTTP, bare sockets and other SDKs, side by side in one run."""
