"""Settings: what an operator may choose, from flags, the environment or a file."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from workshop.errors import Refused


class Settings(BaseSettings):
    """Every flag of `workshop serve` has a setting; its variable is `WORKSHOP_` and the name."""

    model_config = SettingsConfigDict(env_prefix="WORKSHOP_", extra="ignore", frozen=True)

    host: str = Field("0.0.0.0", description="the address to listen on")  # phones are elsewhere
    port: int = Field(8000, ge=0, le=65535, description="the port to listen on; 0 takes a free one")
    database_url: str = Field("workshop.db", description="a path, or sqlite:////path/to/file")
    public_url: str = Field("", description="the address people type, when it is not this one")
    language: str = Field("en", description="the language before anybody has chosen: en or es")
    engine: bool = Field(True, description="run the theming engine")
    tls_cert: Path | None = Field(None, description="certificate file, for https")
    tls_key: Path | None = Field(None, description="key file, for https")


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
        raise Refused("bad_setting", name=name, problem=first["msg"]) from error
