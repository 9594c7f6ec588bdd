"""What is generated for a fictional provider whose spec uses every word there is.

After a change that is meant to show: ``python -m tests.codegen.test_golden`` writes the expected files anew; read the
diff.  They end in ``.txt`` so that no other tool takes them for a part of the project.
"""

from pathlib import Path

import pytest

from modelwire_codegen.pipeline import build, build_documents, read

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("golden")
EXPECTED = {
    "acme.py": "acme.py.txt",
    "any_provider.py": "any_provider.py.txt",
    "catalogues/acme.py": "catalogue.py.txt",
    "async_client.py": "async_client.py.txt",
    "client.py": "client.py.txt",
    "completion_models.py": "completion_models.py.txt",
    "dispatch.py": "dispatch.py.txt",
    "model_names/acme.py": "model_names.py.txt",
    "features.md": "features.md.txt",
    "providers.md": "providers.md.txt",
    "providers/acme.md": "provider.md.txt",
}


def generated() -> dict[str, str]:
    """The files that are compared, by the name they are kept under."""
    specs, templates = read(GOLDEN / "specs", ROOT / "specs/provider.schema.json"), ROOT / "templates"
    texts = {path.relative_to("modelwire").as_posix(): text for path, text in build(specs, templates).items()}
    texts |= {path.as_posix(): text for path, text in build_documents(specs, templates).items()}
    return {kept: texts[name] for name, kept in EXPECTED.items()}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return generated()


@pytest.mark.parametrize("name", EXPECTED.values())
def test_reads_as_expected(name: str, texts: dict[str, str]) -> None:
    assert texts[name] == (GOLDEN / name).read_text()


if __name__ == "__main__":
    for name, text in generated().items():
        (GOLDEN / name).write_text(text)
