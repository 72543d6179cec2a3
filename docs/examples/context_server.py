#!/usr/bin/env python3
"""A context provider for Askwell: answers what a shop knows about a customer. Standard library only; docs/context.md.

    CONTEXT_SECRET=... python3 docs/examples/context_server.py --port 9100

Give Askwell the same secret (ASKWELL_CONTEXT_SECRET) and the address (ASKWELL_CONTEXT_URL=http://127.0.0.1:9100/context).
Replace `look_up` by a look into your own systems, and put a server that speaks TLS in front of it.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OLD_SECONDS = 300  # a request signed longer ago may be somebody's copy
BODY_BYTES_MAX = 10_000


def look_up(customer: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """What is known about `customer` ({"id": number, perhaps "email": address}), as sections. Empty: nothing."""
    number = int(customer["id"])
    if number <= 0:
        return []
    return [
        {
            "title": "Plan",
            "badges": [{"text": "Pays on time", "kind": "good"}],
            "rows": [{"label": "Plan", "value": "Standard"}, {"label": "Since", "value": "2024-03-01"}],
            "links": [{"text": "Open the account", "url": f"https://shop.example.com/customers/{number}"}],
        },
        {
            "title": "Orders",
            "rows": [
                {
                    "label": f"#{number}-1001",
                    "value": "Kettle, delivered 2026-11-02",
                    "url": f"https://shop.example.com/orders/{number}-1001",
                },
                {"label": f"#{number}-1002", "value": "Filter, on its way"},
            ],
        },
        {"title": "Discounts", "badges": [{"text": "10 % until May", "kind": "warning"}], "rows": []},
    ]


def signed_by_us(secret: str, method: str, path: str, headers: Any, body: bytes) -> bool:
    """Does the request carry the signature of whoever knows the secret, made a moment ago?"""
    timestamp = headers.get("X-Askwell-Timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > OLD_SECONDS:
        return False
    signed = f"{method}\n{path}\n{timestamp}\n".encode() + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), headers.get("X-Askwell-Signature", "").encode())


class Provider(BaseHTTPRequestHandler):
    """POST /context -> {"sections": [...]}."""

    secret = ""

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > BODY_BYTES_MAX:
            return self.answer(413, {"error": "too large"})
        body = self.rfile.read(int(length))
        if not signed_by_us(self.secret, self.command, self.path, self.headers, body):
            return self.answer(401, {"error": "not signed by Askwell"})
        if self.path != "/context":
            return self.answer(404, {"error": "no such address"})
        try:
            asked = json.loads(body)
            sections = look_up(asked["customer"], str(asked.get("lang", "en")))
        except (ValueError, KeyError, TypeError):
            return self.answer(400, {"error": "not understood"})
        return self.answer(200, {"sections": sections})

    def answer(self, status: int, what: dict[str, Any]) -> None:
        data = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        print(f"{self.command} {self.path} {args[1] if len(args) > 1 else ''}", file=sys.stderr)


def main() -> None:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=9100, help="0: any free one, which is printed")
    chosen = options.parse_args()
    Provider.secret = os.environ.get("CONTEXT_SECRET", "")
    if not Provider.secret:
        sys.exit("Set CONTEXT_SECRET: without a secret anybody could ask about your customers.")
    server = ThreadingHTTPServer((chosen.host, chosen.port), Provider)
    print(f"http://{chosen.host}:{server.server_port}/context", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
