# Generated from specs/meta.yaml. Do not edit: change the spec and run `make generate`.
"""Names of Meta Model API's models, as types that editors complete from."""

from typing import Literal, TypeAlias

MetaModel: TypeAlias = (
    Literal[
        "muse-wonder-1.0",
        "muse-ember-1.0",
        "muse-spark-1.3",
        "muse-spark-1.3-contributor",
        "muse-spark-1.2",
        "muse-spark-1.2-contributor",
        "muse-spark-1.1",
    ]
    | str
)
"""Meta Model API's models for chat, as editors offer them; any other name may be given, too.

>>> model: MetaModel = \"muse-wonder-1.0\"
"""
