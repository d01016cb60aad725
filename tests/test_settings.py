"""Settings: what fits, what does not, and what is never shown."""

import pytest

from workshop.errors import Refused
from workshop.settings import read_settings

URL = "http://localhost:11434/v1"


def test_no_model_is_set_until_somebody_sets_one() -> None:
    settings = read_settings()
    assert (settings.model_url, settings.has_drafter, settings.model_seconds) == ("", False, 60)


@pytest.mark.parametrize("url", [URL, f"{URL}/", "https://models.maple.example", "http://[::1]:1"])
def test_a_model_is_an_address_and_a_name(url: str) -> None:
    settings = read_settings(model_url=url, model_name="maple-7b")
    assert settings.model_url == url.rstrip("/")
    assert settings.has_drafter


@pytest.mark.parametrize(
    "url",
    [
        "localhost:11434",
        "ftp://localhost/v1",
        "http://",
        "http://:80/v1",
        "http://ana:secret@localhost/v1",
        "http://localhost:99999/v1",
        "http://localhost/v1?key=secret",
        "http://localhost/v1#x",
        "http://local host/v1",
        "http://localhost\r\nX: y",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_plain_address_is_refused_kindly(url: str) -> None:
    with pytest.raises(Refused) as refused:
        read_settings(model_url=url, model_name="maple-7b")
    assert refused.value.params["name"] == "model_url"
    assert refused.value.params["problem"].startswith("Please")


@pytest.mark.parametrize("name", ["", "  "])
def test_an_address_needs_a_name(name: str) -> None:
    with pytest.raises(Refused) as refused:
        read_settings(model_url=URL, model_name=name)
    assert refused.value.params["name"] == "model_name"


def test_without_the_engine_no_model_reads() -> None:
    assert not read_settings(model_url=URL, model_name="maple-7b", engine=False).has_drafter


def test_the_key_comes_from_the_environment_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WORKSHOP_MODEL_KEY", "sk-maple-4417")
    settings = read_settings()
    assert settings.model_key.get_secret_value() == "sk-maple-4417"
    assert "sk-maple" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_a_key_that_fits_no_header_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WORKSHOP_MODEL_KEY", "sk-maple\nX-Evil: 1")
    with pytest.raises(Refused) as refused:
        read_settings()
    assert refused.value.params["name"] == "model_key"
    assert "sk-maple" not in f"{refused.value} {refused.value.__cause__}"


def test_an_empty_encoder_is_none() -> None:
    assert read_settings(encoder="").encoder is None


@pytest.mark.parametrize(
    "url",
    ["workshop.maple.example", "https://maple.example/w", "ftp://maple.example", "https://a b"],
)
def test_a_public_address_that_no_phone_can_open_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refused:
        read_settings(public_url=url)
    assert refused.value.params["name"] == "public_url"


def test_a_public_address_ends_without_a_slash() -> None:
    assert read_settings(public_url="https://maple.example:8443/").public_url == (
        "https://maple.example:8443"
    )


def test_an_unknown_form_of_log_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_settings(log="xml")
    assert refused.value.params["name"] == "log"
