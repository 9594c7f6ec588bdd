"""Gemini's counts, log probabilities and sources in OpenAI's shape."""

from __future__ import annotations

from typing import Any, cast

from ..replies import CompletionTokensDetails, PromptTokensDetails, Usage
from .json_values import Json, as_count, as_text


def read_usage(counts: Json) -> Usage:
    """Counts in the unified form: what tools put into the prompt is input, thoughts are output."""
    prompt = as_count(counts.get("promptTokenCount")) + as_count(counts.get("toolUsePromptTokenCount"))
    thoughts = as_count(counts.get("thoughtsTokenCount"))
    completion = as_count(counts.get("candidatesTokenCount")) + thoughts
    before = (counts.get("promptTokensDetails"), counts.get("toolUsePromptTokensDetails"))
    return Usage(
        prompt,
        completion,
        as_count(counts.get("totalTokenCount")) or prompt + completion,
        PromptTokensDetails(
            as_count(counts.get("cachedContentTokenCount")),
            audio_tokens=sum(_modality(details, "AUDIO") for details in before),
            image_tokens=sum(_modality(details, "IMAGE") for details in before),
        ),
        CompletionTokensDetails(
            thoughts,
            audio_tokens=_modality(counts.get("candidatesTokensDetails"), "AUDIO"),
            image_tokens=_modality(counts.get("candidatesTokensDetails"), "IMAGE"),
        ),
    )


def read_tier(counts: Json) -> str | None:
    """The service tier, which the Gemini API calls so, and Vertex AI a type of traffic: ``ON_DEMAND_FLEX``."""
    tier = as_text(counts.get("serviceTier")) or as_text(counts.get("trafficType"))
    word = tier.upper().removeprefix("SERVICE_TIER_").removeprefix("ON_DEMAND_").lower()
    return None if not word or word.endswith("unspecified") else "standard" if word == "on_demand" else word


def _modality(details: Any, modality: str) -> int:
    return sum(as_count(item.get("tokenCount")) for item in details or () if item.get("modality") == modality)


def read_logprobs(result: Json) -> Json:
    """Log probabilities in OpenAI's shape."""
    ranked = result.get("topCandidates") or ()
    content: list[Json] = []
    for place, chosen in enumerate(result.get("chosenCandidates") or ()):
        others = (ranked[place].get("candidates") or ()) if place < len(ranked) else ()
        content.append({**_logprob(chosen), "top_logprobs": [_logprob(other) for other in others]})
    return {"content": content}


def _logprob(candidate: Json) -> Json:
    token: str = candidate.get("token") or ""
    return {"token": token, "logprob": candidate.get("logProbability", 0.0), "bytes": list(token.encode())}


def read_sources(grounding: Json, citations: list[Json], text: str) -> list[Json]:
    """Sources in OpenAI's shape: each source once a place it supports, or once if no place is told."""
    chunks = [_source(chunk) for chunk in grounding.get("groundingChunks") or ()]
    found: list[Json] = []
    for support in grounding.get("groundingSupports") or ():
        place = _place(support.get("segment") or {}, text)
        for number in support.get("groundingChunkIndices") or ():
            if 0 <= number < len(chunks) and chunks[number]:
                found.append({**place, **chunks[number]})
    if not found:
        found = [chunk for chunk in chunks if chunk]
    found += [{**_place(citation, text), **_source({"": citation})} for citation in citations if citation.get("uri")]
    return [{"type": "url_citation", "url_citation": citation} for citation in found]


def _source(chunk: Json) -> Json:
    """The address and title of a chunk, which may be of the web, of a map, or retrieved from a store."""
    for source in chunk.values():
        if isinstance(source, dict) and (address := cast(Json, source).get("uri")):
            return {"url": address, "title": cast(Json, source).get("title") or ""}
    return {}


def _place(segment: Json, text: str) -> Json:
    """Where a segment stands in the text, in characters; the vendor counts bytes."""
    start, end, quoted = segment.get("startIndex") or 0, segment.get("endIndex"), segment.get("text")
    if end is not None:
        data = text.encode()
        first = len(data[:start].decode(errors="ignore"))
        last = len(data[:end].decode(errors="ignore"))
        if quoted is None or text[first:last] == quoted:
            return {"start_index": first, "end_index": last}
    if quoted and (first := text.find(quoted)) >= 0:
        return {"start_index": first, "end_index": first + len(quoted)}
    return {}
