"""Routes that are like another provider's: what they take from there, what they keep, what may go wrong."""

import re

from modelwire_codegen.document import Node
from modelwire_codegen.likeness import complete
from modelwire_codegen.load import load

from .project import Project

ROUTE = """    - protocol: openai-chat
      like: acme
      path: /v2/chat
      tool_content: any
      parameters:
        source: https://docs.zenith.example/parameters
        checked: 2026-11-02
        sent: [top_p]
        unsupported: [service_tier, n]
        renamed: {user: end_user}
        limits:
          top_p: {min: 0, max: 1}
      rules:
        - why: Small models are terse.
          source: https://docs.zenith.example/small
          checked: 2026-11-02
          models: [zenith-small]
          fixed: {top_p: 1}
"""


def zenith(acme: str, route: str = ROUTE) -> str:
    """A second provider that serves the models of the first: its last chat route is another, and there are fewer."""
    text = acme.replace("id: acme\n", "id: zenith\n").replace("class: AcmeAIProvider", "class: ZenithProvider")
    text = re.sub(r"^aliases: .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"    - when: .*\n      protocol: (gemini-batches|batch-prediction-jobs)\n(      .*\n)+", "", text)
    text = text.replace(", openai-responses: /v1/responses}", "}")
    before, _, after = text.partition("    - protocol: openai-chat\n")
    return before.partition('    - models: ["acme-new*"]')[0] + route + after[after.index("  embeddings:\n") :]


def routes(project: Project) -> tuple[Node, Node]:
    """The last chat route of the two providers that is not for some requests only, completed."""
    documents, problems = load(project.specs)
    assert not problems
    every = (document.root["endpoints"]["chat"].one_or_many for document in complete(documents))
    first, second = ([route for route in chat if not route["only_for"]][-1] for chat in every)
    return first, second


def test_what_is_not_said_is_taken_over(acme: str, project: Project) -> None:
    project.write(zenith(acme), "zenith.yaml")
    origin, route = routes(project)
    for key in ("stream_usage", "roles", "reasoning_replay", "tool_ids", "usage_fields", "message_fields", "options"):
        assert route[key].value == origin[key].value
    assert (route["path"].text, route["tool_content"].text) == ("/v2/chat", "any")
    parameters = route["parameters"]
    assert set(parameters["sent"].texts) == {*origin["parameters"]["sent"].texts, "top_p"} - {"service_tier", "n"}
    assert not {"service_tier", "n"} - {*parameters["unsupported"].texts}
    assert "top_p" not in parameters["unsupported"].texts
    assert parameters["renamed"].value == {"max_tokens": "generation.maxTokens", "user": "end_user"}
    assert parameters["limits"].keys == ["temperature", "top_p"]
    assert not parameters["values"] and not parameters["fixed"], "they spoke of what is unsupported here"
    assert parameters["source"].text == "https://docs.zenith.example/parameters"
    assert [rule["why"].text for rule in route["rules"]] == [
        *(rule["why"].text for rule in origin["rules"]),
        "Small models are terse.",
    ]
    assert origin["rules"].value[0]["unless"].keys() >= {"n", "stop"}
    assert route["rules"].value[0]["unless"].keys() == origin["rules"].value[0]["unless"].keys() - {"n"}, (
        "n is never given here"
    )


def test_where_a_request_goes_is_never_taken_over(acme: str, project: Project) -> None:
    """The first route of the fictional provider has a path for streams, a query, headers and a key of its own."""
    route = "    - {protocol: anthropic-messages, like: acme, path: /messages}\n"
    project.write(zenith(acme, route), "zenith.yaml")
    _, completed = routes(project)
    assert set(completed.keys) == {
        *("protocol", "like", "path", "parameters", "content", "rules", "options"),
        *("version_in_body", "model_in_body", "structured_output", "finish_reasons", "search_tool", "state_origin"),
    }


def test_the_whole_is_checked_and_generated(acme: str, project: Project) -> None:
    project.write(zenith(acme), "zenith.yaml")
    assert project.run() == (0, [])
    text = (project.package / "zenith.py").read_text()
    assert '"end_user"' in text
    assert "Small models are terse." in text
    project.write(
        zenith(acme).replace("        unsupported: [service_tier, n]", "        unsupported: [seeds]"), "zenith.yaml"
    )
    status, lines = project.run()
    assert status == 1
    assert any("'seeds' is not a parameter of chat; did you mean 'seed'?" in line for line in lines)


def test_likenesses_that_lead_nowhere(acme: str, project: Project) -> None:
    for other, problem in {
        "acne": "there is no spec 'acne'; did you mean 'acme'?",
        "nowhere": "there is no spec 'nowhere'",
        "zenith": "'zenith' has no chat route of its own that speaks 'openai-chat': name another provider",
    }.items():
        project.write(zenith(acme, ROUTE.replace("like: acme", f"like: {other}")), "zenith.yaml")
        status, lines = project.run()
        assert status == 1
        assert any(
            re.fullmatch(rf"specs/zenith\.yaml:\d+: \$\.endpoints\.chat\[1\]\.like: {re.escape(problem)}", line)
            for line in lines
        )
