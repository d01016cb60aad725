"""Settings: what an operator may choose, from flags, the environment or a file."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BeforeValidator,
    DirectoryPath,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from workshop.errors import Refused


class Settings(BaseSettings):
    """Every flag of `workshop serve` has a setting; its variable is `WORKSHOP_` and the name."""

    model_config = SettingsConfigDict(
        env_prefix="WORKSHOP_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    host: str = Field("0.0.0.0", description="the address to listen on")  # phones are elsewhere
    port: int = Field(8000, ge=0, le=65535, description="the port to listen on; 0 takes a free one")
    database_url: str = Field("workshop.db", description="a path, or sqlite:////path/to/file")
    public_url: str = Field("", description="the address people type, when it is not this one")
    language: str = Field("en", description="the language before anybody has chosen: en or es")
    compress: bool = Field(
        False, description="compress what is told to many; half the bytes, for a little time"
    )
    engine: bool = Field(True, description="run the theming engine")
    encoder: Annotated[DirectoryPath | None, BeforeValidator(lambda given: given or None)] = Field(
        None, description="folder of a sentence encoder: model.onnx and tokenizer.json"
    )
    model_url: str = Field(
        "", description="the language model's address, such as http://localhost:11434/v1"
    )
    model_name: str = Field("", description="the language model's name", validate_default=True)
    # Of the environment alone: what a flag says, everybody on the machine may read.
    model_key: SecretStr = Field(SecretStr(""), description="the key that the model's server asks")
    model_seconds: float = Field(60, ge=1, le=600, description="seconds the model has to answer")
    tls_cert: Path | None = Field(None, description="certificate file, for https")
    tls_key: Path | None = Field(None, description="key file, for https")
    log: Literal["text", "json"] = Field(
        "text", description="text: what went wrong, for people; json: that and figures, by line"
    )

    @property
    def has_drafter(self) -> bool:
        """Whether a language model reads phrases; it drafts beside the engine, never alone."""
        return bool(self.model_url) and self.engine

    @field_validator("public_url")
    @classmethod
    def _is_for_phones(cls, url: str) -> str:
        """Take what a browser can open, without a path: pages are at the top of their address."""
        url = url.strip().rstrip("/")
        if url and not (_is_address(url) and not urlsplit(url).path):
            raise ValueError("Please write an address like https://workshop.maple.example.")
        return url

    @field_validator("model_url")
    @classmethod
    def _is_plain_address(cls, url: str) -> str:
        """Take nothing but a scheme, a host and a path; a key in an address would be shown."""
        url = url.strip().rstrip("/")
        if url and not _is_address(url):
            raise ValueError("Please write an address like http://localhost:11434/v1.")
        return url

    @field_validator("model_name")
    @classmethod
    def _is_named(cls, name: str, others: ValidationInfo) -> str:
        if others.data.get("model_url") and not name.strip():
            raise ValueError("Please name the model that the server at model_url has.")
        return name.strip()

    @field_validator("model_key")
    @classmethod
    def _is_one_line(cls, key: SecretStr) -> SecretStr:
        """A key goes into a header."""
        found = key.get_secret_value().strip()
        if not (found.isascii() and found.isprintable()):
            raise ValueError("Please give the key in plain letters and signs, on one line.")
        return SecretStr(found)


def read_settings(**flags: object) -> Settings:
    """Return the settings; a flag that is None was not given.

    Raises Refused `bad_setting` with `name` and `problem`.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks what flags hold
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        problem = first["msg"].removeprefix("Value error, ")
        raise Refused("bad_setting", name=name, problem=problem) from error


def _is_address(url: str) -> bool:
    try:
        found = urlsplit(url)
        _ = found.port  # raises where it is no number
    except ValueError:
        return False
    is_plain = not (found.query or found.fragment or "@" in found.netloc)
    is_clean = url.isprintable() and " " not in url
    return found.scheme in ("http", "https") and bool(found.hostname) and is_plain and is_clean
