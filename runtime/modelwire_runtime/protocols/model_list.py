"""Lists of models, which differ between vendors in little but names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ..data import is_array, is_object
from ..replies import ModelInfo, ModelList
from .base import Malformed, ModelsProtocol, at, parse_object
from .json_values import as_seconds, as_word


@dataclass(frozen=True, kw_only=True)
class ModelListing(ModelsProtocol):
    """A list of models at the path ``items``, each with its ``id`` (less a prefix), ``title`` and ``created`` time.

    ``next_page`` tells where the cursor of the next page stands (``cursor``) and which query parameter takes it
    (``parameter``); ``page`` is the query of every page, such as its size.  ``health_path`` is what to ask for instead
    to see whether the key is right, where anyone gets the list; ``omits_empty`` says that a list without models is left
    out of the reply.
    """

    name: ClassVar[str] = "model-list"

    items: str = "data"
    id: str = "id"
    strip_id_prefix: str = ""
    title: str = ""
    created: str = ""
    next_page: Mapping[str, str] = field(default_factory=dict[str, str])
    page: Mapping[str, str] = field(default_factory=dict[str, str])
    health_path: str = ""
    omits_empty: bool = False

    def first_query(self) -> Mapping[str, str]:
        """The query of the first page."""
        return self.page

    def decode(self, data: bytes) -> tuple[ModelList, Mapping[str, str] | None]:
        """The models in a body, and the query of the next page if there is one."""
        body = parse_object(data)
        items = at(body, self.items)
        if items is None and self.omits_empty:
            items = []
        if not is_array(items):
            raise Malformed(f"no list of models at {self.items!r}")
        models = [self._model(item) for item in items if is_object(item)]
        cursor = at(body, self.next_page["cursor"]) if self.next_page else None
        more = body.get("has_more", True)
        following = {**self.page, self.next_page["parameter"]: str(cursor)} if cursor and more else None
        return ModelList(models), following

    def _model(self, item: dict[str, Any]) -> ModelInfo:
        id_ = at(item, self.id)
        if not isinstance(id_, str):
            raise Malformed(f"a model without {self.id!r}")
        return ModelInfo(
            id_.removeprefix(self.strip_id_prefix),
            as_word(at(item, self.title)) if self.title else None,
            as_seconds(at(item, self.created or "created")),
            as_word(item.get("owned_by")),
        )
