"""Text of a spec is text: it is refused where it could do harm, and comes through unchanged where it cannot."""

import json
import os
import subprocess
import sys

import pytest
import yaml

from .project import ROOT, Project

HOSTILE = (
    r'"""); __import__("os").system("touch HARM") #' + "\n"
    r"""''' {{ 7 * 7 }} {% raw %} \" \' \N{BULLET} \x41 %s {x} ${x} # \ """ + '\u2028\u202e\x85é😀\t end "'
)
LINE = HOSTILE.replace("\n", " ").replace("\u2028", "").replace("\x85", "").replace("\t", " ")
READ = """
import json
from modelwire import AcmeAIProvider as P
provider = P(base_url="https://acme.example", api_key="k", shards=1, project="1")
print(json.dumps({
    "name": P.name,
    "default": provider.region,
    "option": list(P.endpoints.chat[0].parameters.values["service_tier"].values()),
    "code": list(P.errors.codes)[0],
    "doc": P.__doc__,
    "successor": P.status.successor,
}))
"""


def quoted(text: str) -> str:
    """Text as YAML has it in double quotes."""
    return str(yaml.safe_dump(text, default_style='"', width=10**9)).strip()


def test_comes_through_unchanged(acme: str, project: Project) -> None:
    line, text = quoted(LINE), quoted(HOSTILE)
    for old, new in (
        ("name: Acme AI", f"name: {line}"),
        ("  successor: zenith", f"  successor: {line}"),
        ("    doc: Region that answers.", f"    doc: {text}"),
        ("    default: global\n    enum: [global, us, eu]", f"    default: {text}"),
        ("{region: global}", "{region: unset}"),
        ("{auto: default, flex: cheap}", f"{{auto: {text}, flex: {text}}}"),
        ("          doc: Manner of the reply.", f"          doc: {text}"),
        ("            The largest model samples by nucleus,", "            \"\"\" ''' \\ {{ x }} # \\N"),
        ("        - why: Thinking refuses a temperature.", f"        - why: {text}"),
        ("    bad_key: authentication", f"    {line}: authentication"),
    ):
        assert acme.count(old) == 1
        acme = acme.replace(old, new)
    project.write(acme)
    project.generate()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ],
        env=os.environ | {"PYTHONPATH": f"{project.out}{os.pathsep}{ROOT / 'runtime'}", "PYTHONUTF8": "1"},
        cwd=project.folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert not done.stderr
    seen = json.loads(done.stdout)
    assert seen["name"] == seen["code"] == seen["successor"] == LINE
    assert seen["default"] == HOSTILE
    assert seen["option"] == [HOSTILE, HOSTILE]
    assert "".join(seen["doc"].split()).startswith("".join(LINE.split()))
    assert not list(project.folder.rglob("HARM"))


REFUSED = {
    "id": ("id: acme\n", "id: {}\n", ["acme\n", "../acme", "Acme", "a-b", "a b", "é", "1a", "import os"]),
    "alias": ("aliases: [acme_ai]", "aliases: [{}]", ["b\n", "b.c", "B"]),
    "class": (
        "class: AcmeAIProvider",
        "class: {}",
        ["XProvider\n", "X(Y)Provider", "acmeProvider", "X", "X\nProvider"],
    ),
    "name": ("name: Acme AI", "name: {}", ["a\nb", "a\rb", "a\u2028b", ""]),
    "docs": ("docs: https://docs.acme.example/api", "docs: {}", ["javascript:alert(1)", "https://a b", "https://a\n"]),
    "header name": ("  acme-version:", "  {}:", ["a:b", "a b", "a\r\nx", "a\n", "é", ""]),
    "header value": ('acme-version: "2026-10-01"', "acme-version: {}", ["a\r\nb: c", "a\n", " a", "é", "a\x00", ""]),
    "header of auth": ("    header: x-acme-key", "    header: {}", ["x-a\r\n", "x:y"]),
    "header of a setting": ("    header: X-Acme-Project", "    header: {}", ["x-a\n", "x y"]),
    "header of replies": ("should_retry: x-should-retry", "should_retry: {}", ["x\n"]),
    "host": (
        "  url: https://{region}.acme.example/v1",
        "  url: {}",
        [
            "https://acme.example\n",
            "https://user:pass@acme.example",
            "https://acme.example/v1/",
            "https://acme.example?x=1",
            "https://acme.example#x",
            "https://acme example",
            "ftp://acme.example",
            "//acme.example",
            "https://",
            "https://acme.example\\@evil.example",
            "https://é.example",
            "file:///etc/passwd",
        ],
    ),
    "path": (
        '      path: "/projects/{project}/models/{+model}:chat"',
        "      path: {}",
        [
            "chat",
            "/a b",
            "/a\n",
            "/../x",
            "/a/..",
            "/a//b",
            "/a?b=c",
            "/a#b",
            "/é",
            "/%zz",
            "https://evil.example",
            "/a\\b",
        ],
    ),
    "query": ("query: {version: 2, trace: false}", "query: {{version: {}}}", ["a b", "a\n", "é", "a\r\nb"]),
    "environment": ("env: [ACME_API_KEY, ACME_KEY]", "env: [{}]", ["ACME\n", "acme", "A-B", "A=B", "1A"]),
    "setting": ("  shards:\n", "  {}:\n", ["a-b", "A", "a\n", "a b", "é", "_a"]),
    "credential": ("    setting: admin_key", "    setting: {}", ["a-b", "A", "a\n"]),
    "option": ("        persona:\n", "        {}:\n", ["a-b", "a b", "a\n", "_a", "1a", "é"]),
    "model": ("    - id: acme-xl\n", "    - id: {}\n", ["a b", "a\n", "a'b", 'a"b', "a\\b", "é", "../a", ""]),
    "pattern of models": ("          models: [acme-xl]", "          models: [{}]", ["a b", "a\n", "a'b"]),
    "wire name": ("user: user_id}", "user: {}}}", ["a b", "a\n", ".a", "a..b", "a.", "$ref"]),
    "source": ("source: https://docs.acme.example/errors", "source: {}", ["a\nb", ""]),
}


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [(old, new, text) for old, new, texts in REFUSED.values() for text in texts],
    ids=[f"{name} {text!a}" for name, (_, _, texts) in REFUSED.items() for text in texts],
)
def test_is_refused_where_it_could_do_harm(old: str, new: str, text: str, acme: str, project: Project) -> None:
    assert acme.count(old) == 1
    project.write(acme.replace(old, new.format(quoted(text))))
    status, lines = project.run()
    assert status == 1
    assert lines
    assert all(line.startswith("specs/acme.yaml:") for line in lines)
    assert not project.out.exists()
