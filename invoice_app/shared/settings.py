"""Settings, read once from the environment and from `.env`; every one has a sensible default.

The list with its meaning stands in `.env.example`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the machine decides; what the organisation decides is in its own record."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    trusted_proxies: int = 0
    data_dir: Path = Path("data")
    database_url: str = ""
    redis_url: str = Field(default="", validation_alias="REFLEX_REDIS_URL")
    setup_code: str = ""

    mail_transport: Literal["local", "smtp", "sendgrid"] = "local"
    mail_from: str = ""
    mail_reply_domain: str = ""
    smtp_host: str = "localhost"
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    sendgrid_api_key: SecretStr = SecretStr("")
    sendgrid_url: str = "https://api.sendgrid.com"
    sendgrid_hook_secret: SecretStr = SecretStr("")
    sendgrid_hook_public_key: str = ""

    paper_workers: int = 2

    @property
    def address(self) -> str:
        """Where people reach the app, without a slash at the end; links in emails start with it."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether cookies may insist on HTTPS."""
        return self.address.startswith("https://")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL; one SQLite file in the data folder unless `DATABASE_URL` says otherwise."""
        url = self.database_url
        if not url:
            return f"sqlite:///{(self.data_dir / 'quittance.db').absolute()}"
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
