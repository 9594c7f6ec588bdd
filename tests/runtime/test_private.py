"""Providers that are loaded from a spec file of the user's own."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from modelwire import Client, ConfigurationError, load_provider

ACME = Path(__file__).parents[1] / "codegen/golden/specs/acme.yaml"
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated:UserWarning")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return Path(shutil.copy(ACME, tmp_path / "my.yaml"))


def test_the_class(spec: Path) -> None:
    kind = load_provider(str(spec))
    assert kind.__name__ == "AcmeAIProvider"
    assert (kind.id, kind.name) == ("acme", "Acme AI")
    assert kind.models["acme-largest"].max_output == 8192
    assert not hasattr(kind, "type")


def test_the_same_file_is_the_same_class_until_it_changes(spec: Path) -> None:
    first = load_provider(spec)
    assert load_provider(str(spec)) is first
    spec.write_text(spec.read_text().replace("max_output: 8192", "max_output: 9000"))
    second = load_provider(spec)
    assert second is not first
    assert (first.models["acme-xl"].max_output, second.models["acme-xl"].max_output) == (8192, 9000)


def test_two_files_of_one_id_are_two_classes(spec: Path) -> None:
    other = Path(shutil.copy(spec, spec.with_name("other.yaml")))
    other.write_text(other.read_text().replace("max_output: 8192", "max_output: 9000"))
    assert load_provider(spec).models["acme-xl"].max_output == 8192
    assert load_provider(other).models["acme-xl"].max_output == 9000


def test_pickle_and_copy(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "sk-1")
    provider = load_provider(spec)(base_url="https://acme.example", shards=1, project="1")
    assert copy.deepcopy(provider) is provider
    data = pickle.dumps(provider)
    assert b"sk-1" not in data
    assert pickle.loads(data) == provider


def test_what_is_wrong_is_told_as_by_the_generator(spec: Path) -> None:
    spec.write_text(spec.read_text().replace("name: Acme AI", "name: Acme AI\nnmae: x"))
    with pytest.raises(ConfigurationError) as caught:
        load_provider(spec)
    line = spec.read_text().splitlines().index("nmae: x") + 1
    assert str(caught.value) == f"{spec}:{line}: $.nmae: there is no such key here; did you mean 'name'?"


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_provider(tmp_path / "my.yaml")
    assert str(caught.value) == f"{tmp_path / 'my.yaml'}: cannot be read (No such file or directory)"


def test_a_provider_goes_to_another_process(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "sk-1")
    provider = load_provider(spec)(base_url="https://acme.example", shards=1, project="1")
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(repr, provider).result() == repr(provider)


def test_the_file_of_a_pickle_is_gone(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "sk-1")
    data = pickle.dumps(load_provider(spec)(base_url="https://acme.example", shards=1, project="1"))
    spec.unlink()
    with pytest.raises(ConfigurationError, match=r"my\.yaml: cannot be read \(No such file or directory\)"):
        pickle.loads(data)


def test_the_name_of_a_file_is_no_code(spec: Path) -> None:
    """It stands in the first line of what is executed."""
    hostile = spec.rename(spec.with_name("my\nraise SystemExit\r\x0craise SystemExit\u2028.yaml"))
    assert load_provider(hostile).id == "acme"


def test_a_model_that_is_not_listed_is_sent(spec: Path) -> None:
    """Whose model it is among the built-in providers says nothing of a private one."""
    provider = load_provider(spec)(base_url="https://acme.example", api_key="k", shards=1, project="1")
    provider.check_model("gpt-5.4", "raise")


def test_many_threads_load_one_class(spec: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(load_provider, [spec] * 16))) == 1


def test_a_class_for_a_client_is_refused_with_what_to_do(spec: Path) -> None:
    client: Any = Client
    with pytest.raises(
        ConfigurationError, match=r"^the provider must be an object, not a class: AcmeAIProvider\(\.\.\.\)$"
    ):
        client(load_provider(spec))
