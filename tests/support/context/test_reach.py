"""The operator's provider may stand in her own network; what its name means is looked at, once, before it is asked."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from forum import Askwell
from forum.support.context import client
from forum.support.context.client import NotAvailable, Provider
from tests.accounts.federated.test_fetch import NEVER, OWN_NETWORK, PUBLIC
from tests.factories import site
from tests.support.context.test_show import GOOD, SECRET, provider, saying

HERE = ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1")


@pytest.mark.parametrize("base_url", ["", "https://help.example.com"])
def test_where_a_provider_may_stand(app: Askwell, base_url: str) -> None:
    object.__setattr__(app.config["SETTINGS"], "base_url", base_url)
    with site(app):
        for address in (*PUBLIC, *OWN_NETWORK, *HERE):
            assert client.may_reach(address), address
        for address in NEVER:
            assert not client.may_reach(address), address


def test_its_name_is_looked_up_once_and_every_answer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = socket.getaddrinfo, list[str]()
    monkeypatch.setattr(client, "DEADLINE_SECONDS", 60)

    def names(*addresses: str) -> Any:
        def getaddrinfo(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
            if host[0].isdigit():  # no name: nothing to look up
                return real(host, port, *rest, **more)
            asked.append(host)
            now = addresses if len(asked) == 1 else ("169.254.169.254",)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in now]

        return getaddrinfo

    with provider(saying(GOOD)) as (url, came):
        there = Provider(url.replace("127.0.0.1", "crm.example"), SECRET)
        monkeypatch.setattr(client.socket, "getaddrinfo", names("127.0.0.1"))
        assert client.ask(there, {}) == GOOD
        assert (len(came), came[0][1]["Host"].partition(":")[0], asked) == (1, "crm.example", ["crm.example"])
        for astray in (("169.254.169.254",), ("127.0.0.1", "fe80::1%eth0"), ("0.0.0.0",)):
            asked.clear()
            monkeypatch.setattr(client.socket, "getaddrinfo", names(*astray))
            with pytest.raises(NotAvailable, match="leads where"):
                client.ask(there, {})
        assert len(came) == 1
