"""Canaille, a real OpenID provider, as a process of its own: `python -m tests.journeys.provider PORT CALLBACK HOME`.

Its people live in memory: Carla (of nobody's group), Ana of "helpers". It prints "ready" when it serves. Both know the password of the journeys.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "askwell", "a secret of the client"
PASSWORD = "a long enough password"
PEOPLE = {"carla": ("Carla", "Customer"), "ana": ("Ana", "Agent"), "nina": ("Nina", "Newcomer")}
GROUPS = {"helpers": ["ana"]}


def config(port: int) -> dict[str, Any]:
    return {
        "SECRET_KEY": "a key for tests only",
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "SESSION_COOKIE_NAME": "provider",  # cookies know no ports: ours must not be thrown out
        "CANAILLE": {"DATABASE": "memory"},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [RSAKey.generate_key(2048).as_dict(private=True)]},
    }


def main(port: int, callback: str, home: str) -> None:
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend

    app = create_app(config=config(port), env_file=None)
    # It checks addresses before it keeps them, and says so to nobody: we let it say so.
    app.config["CANAILLE_OIDC"]["USERINFO_MAPPING"]["EMAIL_VERIFIED"] = "true"
    with app.app_context():
        keep = Backend.instance.save
        people = {}
        for name, (given, family) in PEOPLE.items():
            people[name] = models.User(
                user_name=name,
                formatted_name=f"{given} {family}",
                given_name=given,
                family_name=family,
                emails=[f"{name}@example.com"],
                password=PASSWORD,
            )
            keep(people[name])
        for name, members in GROUPS.items():
            keep(models.Group(display_name=name, members=[people[each] for each in members]))
        client = models.Client(
            client_id=CLIENT,
            client_secret=SECRET,
            client_id_issued_at=datetime.now(UTC),
            client_name="Askwell",
            client_uri=home,
            redirect_uris=[callback],
            post_logout_redirect_uris=[home + "/"],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile", "email", "groups"],
            token_endpoint_auth_method="client_secret_basic",
            id_token_signed_response_alg="RS256",
        )
        keep(client)
        client.audience = [client]
        keep(client)
    server = make_server("127.0.0.1", port, app, threaded=True)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
