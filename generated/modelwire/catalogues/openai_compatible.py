# Generated from specs/openai_compatible.yaml. Do not edit: change the spec and run `make generate`.
"""Models and prices of OpenAI-compatible server.

none; who runs a server knows its models and what they cost (2026-11-26)
"""

from modelwire_runtime.catalog import Catalog

MODELS = Catalog(
    selection=True,
    source="none; who runs a server knows its models and what they cost",
    checked="2026-11-26",
)
