"""Gemini's streams: events each of which is a reply of its own."""

from __future__ import annotations

from ..replies import ChatChunk, ChunkChoice, Delta, Usage
from .base import DONE, ChatDecoder, check_envelope, check_unknown, parse, unexpected
from .gemini_candidates import WRONG_SHAPE, Candidate, Finish, index_of
from .gemini_replies import read_tier, read_usage
from .json_values import Json, as_seconds, as_text, as_word, need_text


class GeminiDecoder(ChatDecoder):
    """Decodes one stream, each event of which is a reply of its own; nothing says that it is the last.

    Counts of tokens are of all events so far, and a later event may leave some out; they are handed out from the
    moment a reason to finish is known.
    """

    def __init__(self, finish: Finish) -> None:
        self._finish = finish
        self._candidates: dict[int, Candidate] = {}
        self._ending = False
        self._counts: Json = {}
        self._time = ""
        self._created = 0

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunk in an event; an event of an unknown kind brings none."""
        if event == DONE:  # not this API's, but a gateway may add it
            return []
        body = parse(event)
        try:
            chunk = self._chunk(body)
        except WRONG_SHAPE as error:
            raise unexpected(event) from error
        return [] if chunk is None else [chunk]

    def _chunk(self, body: Json) -> ChatChunk | None:
        """The chunk, or None where the event speaks of nothing that is known here."""
        if "error" in body:
            check_envelope(body)
        choices: list[ChunkChoice] = []
        if candidates := body.get("candidates"):
            for position, candidate in enumerate(candidates):
                choices.append(self._choice(index_of(candidate, position), candidate, body))
            self.complete = self._ending and all(known.native for known in self._candidates.values())
        elif feedback := body.get("promptFeedback"):
            if reason := feedback.get("blockReason"):
                delta = Delta(role="assistant", refusal=as_word(feedback.get("blockReasonMessage")))
                choices.append(ChunkChoice(0, delta, "content_filter", need_text(reason)))
                self.complete = self._ending = True
        elif "usageMetadata" not in body and "responseId" not in body:
            check_unknown(body)
            return None
        usage: Usage | None = None
        if counts := body.get("usageMetadata"):
            for name, number in counts.items():
                if number is not None:
                    self._counts[name] = number
        if self._ending and self._counts:
            usage = read_usage(self._counts)
        if (time := as_text(body.get("createTime"))) and time != self._time:
            self._time, self._created = time, as_seconds(time) or 0
        return ChatChunk(
            id=as_text(body.get("responseId")),
            created=self._created,
            model=as_text(body.get("modelVersion")),
            choices=choices,
            usage=usage,
            service_tier=read_tier(self._counts) if usage else None,
        )

    def _choice(self, index: int, candidate: Json, body: Json) -> ChunkChoice:
        known = self._candidates.get(index)
        if known is None:
            known = self._candidates[index] = Candidate(index, self._finish)
            choice = known.add(candidate, body)
            choice.delta.role = "assistant"
        else:
            choice = known.add(candidate, body)
        if known.native is not None:
            self._ending = True
            known.close(choice.delta)
        return choice
