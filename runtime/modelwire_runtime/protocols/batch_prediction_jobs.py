"""Batches as jobs of Google's cloud: the chats lie in Cloud Storage, and so do the results."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import from_json, to_json

from ..data import is_array
from ..errortable import Failure
from .base import Encoding, Malformed, parse
from .batches import Outcome, Written, joined
from .failures import read_failure
from .gemini_batches import STATUSES, GeminiBatches
from .json_values import as_length, as_object, as_objects, as_seconds, as_text, as_word

if TYPE_CHECKING:
    from ..batches import Batch, BatchRequest
    from ..files import StoredFile

LABEL = "modelwire_custom_id"
"""The label of a request that holds the name of its chat: a line of the results has the request, and no other name."""
RESULTS = "predictions.jsonl"
"""What the file of the results is called, in a directory of its own."""
WHOLE = re.compile(re.escape(RESULTS) + r"(-\d+-of-\d+)?")
ENDING = ".jsonl"
"""How the names of all files of results end, those too that are written while a job runs."""
PUBLISHED = "publishers/"
"""What the names of models begin with that are their publishers'; those of a project's own begin with PROJECT."""
PROJECT = "projects/"


@dataclass(frozen=True, kw_only=True)
class BatchPredictionJobs(GeminiBatches):
    """Batches at a path, of Gemini's chats; ``endpoints`` tell which path stands for a model of a publisher's."""

    name: ClassVar[str] = "batch-prediction-jobs"
    items: ClassVar[str] = "batchPredictionJobs"

    def name_of(self, id: str) -> str:
        """What stands for a batch below the path: its id, or the end of its name."""
        return id.rpartition("/")[2]

    def made_at(self, path: str, written: Written) -> str:
        """The path where a batch is made: that of all batches."""
        return path

    def refusal_of(self, model: str) -> str | None:
        """Why a model has no batches: it is named by where it is deployed, and not by what it is."""
        if "/" not in model or (model.startswith(PROJECT) and "/endpoints/" not in model):
            return None
        return f"a batch cannot ask {model!r}; a model of your own is named projects/.../locations/.../models/... there"

    def line(self, custom_id: str, endpoint: str, body: bytes) -> bytes:
        """One chat, whose body is given, as it is written."""
        request = from_json(body)
        labels = {**as_object(request.get("labels")), LABEL: custom_id}
        return joined(request=to_json({**request, "labels": labels}))

    def custom_id(self, line: dict[str, Any]) -> Any:
        """The name of the chat that a line of the results is of."""
        return as_object(as_object(line.get("request")).get("labels")).get(LABEL)

    def encode(self, request: BatchRequest, encoding: Encoding, written: Written) -> dict[str, Any]:
        """The body that asks for a batch of chats that lie in a file, beside which the results are to lie."""
        (model,) = written.models
        named = model if model.startswith(PROJECT) else written.endpoint.replace("{model}", model).lstrip("/")
        folder, _, _ = written.place.rpartition("/")
        body: dict[str, Any] = {
            "displayName": written.file,
            "model": named,
            "inputConfig": {"instancesFormat": "jsonl", "gcsSource": {"uris": [written.place]}},
            "outputConfig": {"predictionsFormat": "jsonl", "gcsDestination": {"outputUriPrefix": folder}},
        }
        self.place(body, encoding.settled)
        return body

    def batch(self, body: dict[str, Any]) -> Batch:
        """The batch that a job is."""
        from ..batches import Batch, BatchCounts, BatchProblem

        word, counts = as_text(body.get("state")), as_object(body.get("completionStats"))
        succeeded, failed = as_length(counts.get("successfulCount")) or 0, as_length(counts.get("failedCount")) or 0
        failures = [read_failure(one) for one in (body.get("error"), *as_objects(body.get("partialFailures"))) if one]
        model, sources = as_text(body.get("model")), as_object(as_object(body.get("inputConfig")).get("gcsSource"))
        directory = as_text(as_object(body.get("outputInfo")).get("gcsOutputDirectory")).rstrip("/")
        publisher, _, published = model.partition(PUBLISHED)[2].rpartition("/")
        return Batch(
            as_text(body.get("name")).rpartition("/")[2],
            STATUSES.get(word.partition("_STATE_")[2], "unknown") if word else "queued",
            word,
            BatchCounts(
                succeeded + failed + (as_length(counts.get("incompleteCount")) or 0), succeeded=succeeded, failed=failed
            ),
            [BatchProblem(one.message, next(iter(one.codes), None)) for one in failures],
            created_at=as_seconds(body.get("createTime")),
            ended_at=as_seconds(body.get("endTime")),
            endpoint=f"/{PUBLISHED}{publisher}/{{model}}" if published else None,
            model=published or model or None,
            metadata=as_object(body.get("labels")),
            input_file_id=_first(sources.get("uris")),
            output_file_id=f"{directory}/{RESULTS}" if directory else None,
        )

    def result_files(self, batch: Batch) -> list[str]:
        """None: it is not told how many they are."""
        return []

    def result_directory(self, batch: Batch) -> str | None:
        """Where the results lie: the directory of the first of them."""
        return batch.output_file_id and batch.output_file_id.rpartition("/")[0]

    def results_among(self, files: list[StoredFile]) -> list[str]:
        """The file of the results, or its parts; where a job ended early, what was written until then."""
        whole = [file.id for file in files if WHOLE.fullmatch(file.filename)]
        return whole or [file.id for file in files if file.filename.endswith(ENDING)]

    def outcome(self, line: dict[str, Any]) -> Outcome:
        """What a line of the results says; raises :class:`Malformed`."""
        custom_id, reply, told = self.custom_id(line), line.get("response"), as_text(line.get("status")).strip()
        if told:
            failure = _failure(told)
            return Outcome(custom_id, line.get("status"), failure, failure.status)
        if not reply:
            raise Malformed(f"the result of {custom_id!r} holds neither a reply nor an error")
        return Outcome(custom_id, reply)


def _first(places: Any) -> str | None:
    """The first of the places of files."""
    return as_word(places[0]) if is_array(places) and places else None


def _failure(told: str) -> Failure:
    """What went wrong, by a sentence, or by words before the JSON of an error."""
    try:
        failure = read_failure(parse(told[told.index("{") :].encode()))
    except (Malformed, ValueError):
        return Failure(told)
    return failure if failure.message else Failure(told)
