"""What becomes of each parameter: it is sent, renamed, told of or refused, and never just gone."""

from __future__ import annotations

import warnings
from fnmatch import fnmatchcase
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from modelwire_runtime.client import BlockingClient
from modelwire_runtime.errors import InvalidRequestError, NotSupportedError
from modelwire_runtime.parameters import Limit, Parameters, Plan, Rule, Unsupported, matches
from modelwire_runtime.protocols.base import Encoding
from modelwire_runtime.protocols.openai_chat import OpenAIChat
from modelwire_runtime.requests import ChatRequest
from tests.runtime.colours import QUESTION, MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import always
from tests.runtime.providers import AcmeProvider

ACME = AcmeProvider(api_key="sk-acme-0123456789")


def encode(model: str = "m-1", how: Unsupported = "raise", /, **given: Any) -> tuple[dict[str, Any], list[Any]]:
    target = ACME.target("chat", model)
    settled = target.plan.settle(given, how)
    request = ChatRequest(model=model, messages=[{"role": "user", "content": "x"}])
    body: dict[str, Any] = target.protocol.encode(request, Encoding("acme", model, settled))
    del body["model"], body["messages"]
    if body.get("service_tier") == "standard":
        del body["service_tier"]
    return body, [(note.parameter, note.action, note.given, note.sent) for note in settled.adjustments]


@pytest.mark.parametrize(
    ("given", "body", "notes"),
    [
        ({"top_logprobs": 2, "logprobs": True}, {"top_logprobs": 2, "logprobs": True}, []),
        ({"max_tokens": 5, "user": "u"}, {"limits": {"output": 5}, "end_user": "u"}, []),
        ({"reasoning_effort": "low"}, {"reasoning_effort": "low"}, []),
        ({"reasoning_effort": "high"}, {"reasoning_effort": "deep"}, [("reasoning_effort", "mapped", "high", "deep")]),
        ({"verbosity": "low"}, {"text": {"size": "s"}}, []),
        ({"temperature": 0.5}, {"temperature": 0.5}, []),
        ({"temperature": 2}, {"temperature": 1}, [("temperature", "clamped", 2, 1)]),
        ({"temperature": -1.0}, {"temperature": 0}, [("temperature", "clamped", -1.0, 0)]),
        ({"seed": 7}, {}, [("seed", "left out", 7, None)]),
        ({"service_tier": "fast"}, {"service_tier": "fast"}, []),
        ({"stop": ["a"], "store": False}, {"stop": ["a"], "store": False}, []),
    ],
)
def test_what_is_sent(given: dict[str, Any], body: dict[str, Any], notes: list[Any]) -> None:
    assert encode(**given) == (body, notes)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"top_k": 3}, "top_k is not supported (model 'm-1')"),
        ({"reasoning_effort": "medium"}, "reasoning_effort must be one of 'none', 'low', 'high', not 'medium'"),
        ({"verbosity": "medium"}, "verbosity must be one of 'low', 'high', not 'medium'"),
        ({"top_p": 0.01}, "top_p must be from 0.1 to 1, not 0.01"),
        ({"seed": 8}, "seed is fixed at 7"),
        ({"top_logprobs": 2}, "top_logprobs is not supported"),
    ],
)
def test_what_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(NotSupportedError) as caught:
        encode(**given)
    assert str(caught.value).startswith(f"acme: {said}") and 'unsupported="drop"' in str(caught.value)
    [name] = given
    value = given[name]
    assert encode("m-1", "drop", **given) == ({}, [(name, "dropped", value, None)])
    with pytest.warns(UserWarning, match="left out"):
        assert encode("m-1", "warn", **given) == ({}, [(name, "dropped", value, None)])


def test_rules_hold_for_their_models_and_in_their_order() -> None:
    with pytest.raises(NotSupportedError, match=r"temperature is not supported .*: Thinkers do not sample; leave"):
        encode("think-1", temperature=1)
    with pytest.raises(NotSupportedError):
        encode("think-1", temperature=1, reasoning_effort="low")
    assert encode("think-1", temperature=1, reasoning_effort="none")[0] == {"temperature": 1, "reasoning_effort": "off"}
    assert encode("other", top_logprobs=1)[0] == {"top_logprobs": 1}
    before = Rule(models=("*",), when={"n": (1,)}, unsupported=("stop",))
    after = Rule(models=("*",), exclude=("x*",), sent=("stop",))
    base = Parameters(sent=("n", "stop"))
    assert Plan("p", "m", base, (before, after)).settle({"n": 1, "stop": "a"}, "raise").values == {"n": 1, "stop": "a"}
    for model, rules in (("m", (after, before)), ("x", (before, after))):
        with pytest.raises(NotSupportedError, match="stop"):
            Plan("p", model, base, rules).settle({"n": 1, "stop": "a"}, "raise")


@pytest.mark.parametrize(
    "narrowed",
    [
        {"fixed": {"temperature": 1}},
        {"limits": {"temperature": Limit(max=0.1)}},
        {"values": {"temperature": {1: 1}}},
        {"becomes": {"temperature": {1: {"hot": True}}}},
        {"unsupported": ("temperature",)},
    ],
)
def test_who_is_refused_by_a_rule_is_told_why(narrowed: dict[str, Any]) -> None:
    rule = Rule(why="The oven is off.", models=("*",), **narrowed)
    with pytest.raises(NotSupportedError, match=r"temperature .* \(model 'm'\): The oven is off; leave it out"):
        Plan("p", "m", Parameters(sent=("temperature",)), (rule,)).settle({"temperature": 0.5}, "raise")


def test_parameters_that_exclude_each_other() -> None:
    """An empty tuple in a condition stands for any value."""
    base = Parameters(sent=("temperature", "top_p", "stop"))
    rule = Rule(why="Only one of them.", models=("m",), when={"temperature": ()}, unsupported=("top_p",))
    plan = Plan("p", "m", base, (rule,))
    assert plan.settle({"top_p": 0.5}, "raise").values == {"top_p": 0.5}
    for value in (0, 0.7, 1):
        settled = plan.settle({"temperature": value, "top_p": 0.5}, "drop")
        assert settled.values == {"temperature": value}
        assert [note.parameter for note in settled.adjustments] == ["top_p"]
    with pytest.raises(
        NotSupportedError, match=r"top_p is not supported \(model 'm'\): Only one of them; leave it out"
    ):
        plan.settle({"temperature": 0, "top_p": 0.5}, "raise")
    either = Rule(models=("m",), unless={"stop": ()}, unsupported=("top_p",))
    assert Plan("p", "m", base, (either,)).settle({"stop": ["a"], "top_p": 1}, "raise").values["top_p"] == 1
    with pytest.raises(NotSupportedError):
        Plan("p", "m", base, (either,)).settle({"top_p": 1}, "raise")


def test_a_default_is_sent_where_nothing_else_is() -> None:
    parameters = Parameters(sent=("max_tokens",), defaults={"max_tokens": 9}, limits={"max_tokens": Limit(max=100)})
    plan = Plan("p", "m", parameters, ())
    assert plan.settle({}, "raise").values == {"max_tokens": 9}
    assert plan.settle({"max_tokens": 5}, "raise").values == {"max_tokens": 5}
    assert plan.settle({"max_tokens": 500}, "drop").values == {"max_tokens": 9}
    without = Rule(models=("*",), unsupported=("max_tokens",))
    assert Plan("p", "m", parameters, (without,)).settle({}, "raise").values == {}


def test_one_tool_can_be_named_where_that_is_provided_for() -> None:
    named = {"type": "function", "function": {"name": "f"}}
    words = {"auto": "auto", "required": "any"}
    plan = Plan("p", "m", Parameters(sent=("tool_choice",), values={"tool_choice": words}), ())
    with pytest.raises(NotSupportedError, match="cannot name one"):
        plan.settle({"tool_choice": named}, "raise")
    words["named"] = "named"
    assert plan.settle({"tool_choice": named}, "raise").values == {"tool_choice": named}
    with pytest.raises(NotSupportedError, match="one of 'auto', 'required', not 'none'"):
        plan.settle({"tool_choice": "none"}, "raise")


def test_a_format_goes_by_its_type() -> None:
    formats = {"text": "text", "json_schema": "json_schema"}
    plan = Plan("p", "m", Parameters(sent=("response_format",), values={"response_format": formats}), ())
    for wanted in ({"type": "text"}, {"type": "json_schema", "json_schema": {"name": "a"}}):
        assert plan.settle({"response_format": wanted}, "raise").values == {"response_format": wanted}
    for odd in ({"type": "json_object"}, {"type": ["text"]}, {}):
        with pytest.raises(NotSupportedError, match="must be of type 'text' or 'json_schema', not"):
            plan.settle({"response_format": odd}, "raise")
        settled = plan.settle({"response_format": odd}, "drop")
        assert (settled.values, [note.action for note in settled.adjustments]) == ({}, ["dropped"])


@pytest.mark.parametrize("value", ["hot", True, [1]])
def test_a_limit_wants_a_number(value: Any) -> None:
    with pytest.raises(InvalidRequestError, match="temperature must be a number"):
        encode(temperature=value)


def test_limits_in_words() -> None:
    assert [str(Limit(min=1)), str(Limit(max=2)), str(Limit(min=1, max=2))] == [
        "at least 1",
        "at most 2",
        "from 1 to 2",
    ]


def test_a_warning_points_at_the_caller(serve: Serve) -> None:
    acme = AcmeProvider(api_key="k" * 10, base_url=serve(always()).url)
    with BlockingClient(acme, unsupported="warn") as client, pytest.warns(UserWarning) as caught:
        client.chat_completion(**QUESTION, top_k=1)
    assert [warning.filename for warning in caught] == [__file__]


def test_adjustments_stand_on_the_reply(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    reply = face(server, unsupported="drop").chat(temperature=3, top_k=1)
    assert {(note.parameter, note.action) for note in reply.adjustments} == {
        ("temperature", "clamped"),
        ("top_k", "dropped"),
    }
    assert server.requests[0].json["temperature"] == 1 and "top_k" not in server.requests[0].json


def test_what_openai_has_no_place_for_is_left_out_and_told(serve: Serve, face: MakeFace) -> None:
    mark: Any = {"type": "ephemeral"}
    server = serve(always())
    reply = face(server).chat(
        messages=[
            {"role": "user", "content": [{"type": "text", "text": "a", "cache_control": mark}]},
            {"role": "assistant", "content": "b", "reasoning_content": "hm", "reasoning_state": {"protocol": "other"}},
            {"role": "user", "content": ({"type": "text", "text": "c"},)},
        ],
        tools=[{"type": "function", "function": {"name": "f"}, "cache_control": mark}],
    )
    assert {note.parameter for note in reply.adjustments} == {
        "tools[0].cache_control",
        "messages[0].cache_control",
        "messages[1].reasoning_state",
        "messages[1].reasoning_content",
    }
    assert server.requests[0].json["messages"] == [
        {"role": "user", "content": [{"type": "text", "text": "a"}]},
        {"role": "assistant", "content": "b"},
        {"role": "user", "content": [{"type": "text", "text": "c"}]},
    ]
    assert server.requests[0].json["tools"] == [{"type": "function", "function": {"name": "f"}}]


def test_none_is_the_same_as_not_given(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    assert face(server).chat(top_k=None, temperature=None).adjustments == []
    assert server.requests[0].json.keys() == {"model", "messages", "service_tier"}


names = st.sampled_from(["a", "b", "c", "d", "e"])
values = st.sampled_from([0, 1, 2, 5, 0.5, "x", "y", True])
tables = st.fixed_dictionaries(
    {},
    optional={
        "renamed": st.dictionaries(names, st.sampled_from(["r.s", "q", "r.t"]), max_size=2),
        "values": st.dictionaries(names, st.dictionaries(values, values, max_size=3), max_size=2),
        "becomes": st.dictionaries(
            names, st.dictionaries(values, st.just({"deep": {"er": 1}}), max_size=2), max_size=2
        ),
        "limits": st.dictionaries(
            names,
            st.builds(Limit, min=st.just(1), max=st.just(2), policy=st.sampled_from(["clamp", "refuse"])),
            max_size=2,
        ),
        "fixed": st.dictionaries(names, values, max_size=2),
        "defaults": st.dictionaries(names, values, max_size=1),
    },
)
subsets: st.SearchStrategy[tuple[str, ...]] = st.lists(names, unique=True).map(tuple)


def rule(table: dict[str, Any], sent: tuple[str, ...], unsupported: tuple[str, ...], when: dict[str, Any]) -> Rule:
    allowed = tuple(name for name in sent if name not in unsupported)
    return Rule(models=("*",), sent=allowed, unsupported=unsupported, when=when, **table)


rules = st.builds(rule, tables, subsets, subsets, st.dictionaries(names, st.tuples(values), max_size=1))


@given(
    tables,
    subsets,
    st.lists(rules, max_size=3),
    st.dictionaries(names, values, min_size=1),
    st.sampled_from(get_args(Unsupported)),
)
def test_no_parameter_is_ever_just_gone(
    table: dict[str, Any], sent: tuple[str, ...], laid: list[Rule], given: dict[str, Any], how: Unsupported
) -> None:
    plan = Plan("p", "m", Parameters(sent=sent, unsupported=tuple(set("abcde") - set(sent)), **table), laid)
    try:
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            settled = plan.settle(given, how)
    except (NotSupportedError, InvalidRequestError) as error:
        assert any(error.message.startswith(f"{name} ") for name in given)
        return
    body: dict[str, Any] = {}
    OpenAIChat().place(body, settled)
    told = {note.parameter for note in settled.adjustments}
    for name, value in given.items():
        if name in settled.values:
            place: Any = body
            for key in (settled.names.get(name) or name).split("."):
                place = place[key]
            assert settled.values[name] == value or name in told
        else:
            assert name in told or (settled.fragments and body["deep"] == {"er": 1})


def test_every_parameter_has_a_keyword(serve: Serve) -> None:
    server = serve(always())
    acme = AcmeProvider(api_key="k" * 10, base_url=server.url)
    with BlockingClient(acme) as client:
        request = ChatRequest(**QUESTION, stop="a", metadata={"a": "b"}, prompt_cache_key="k")
        client.chat_completion(request)
    assert (
        server.requests[0].json | {"stop": "a", "metadata": {"a": "b"}, "prompt_cache_key": "k"}
        == server.requests[0].json
    )


@given(st.text("ab\n", max_size=4), st.text("ab*", max_size=6) | st.text("ab*?[]!", max_size=6))
@example("a", "a*a")
def test_patterns_are_the_shells(model: str, pattern: str) -> None:
    """Those of stars alone are matched without a regular expression."""
    assert matches(model, [pattern]) == fnmatchcase(model, pattern)
