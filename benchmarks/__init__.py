"""Measures modelwire against hand-written httpx and json, side by side in one run."""
