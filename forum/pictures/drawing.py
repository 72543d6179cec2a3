"""A sent file becomes a picture of ours: decoded and drawn anew, so that nothing of the file itself is ever served."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from forum.core.errors import Invalid
from forum.core.text import N_
from forum.pictures import policy

SECONDS = 60.0  # by the wall; of the processor it may take less (`drawing_child`)
_one_at_a_time = threading.Lock()  # of this process: each may take a gigabyte

UNREADABLE = N_("This is no picture that we can read. Send a JPEG, PNG, WebP or GIF file.")
TOO_LARGE = N_("This picture is too large. Send one below 8 MB and 25 million pixels.")


class Drawn(NamedTuple):
    """A WebP file without any of the data that came along with the original (place, camera, time)."""

    data: bytes
    width: int
    height: int


def draw(sent: bytes, square: int = 0, side: int = policy.SIDE_MAX) -> Drawn:
    """Decode and draw anew what was sent; `square`: its middle, so many pixels wide and high; `side`: of the longer one.

    Raises `Invalid` for what is no picture, or too large a one.
    """
    if not sent:
        raise Invalid(errors={"picture": N_("Choose a picture.")})
    if len(sent) > policy.BYTES_MAX:
        raise Invalid(errors={"picture": TOO_LARGE})
    child = Path(__file__).with_name("drawing_child.py")
    command = [sys.executable, "-P", str(child), str(policy.PIXELS_MAX), str(side), str(square)]
    try:
        with _one_at_a_time:
            done = subprocess.run(command, input=sent, capture_output=True, timeout=SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Invalid(errors={"picture": UNREADABLE}) from None
    head, _, data = done.stdout.partition(b"\n")
    about = json.loads(head) if done.returncode == 0 and head else {"error": "unreadable"}
    if "error" in about:
        raise Invalid(errors={"picture": TOO_LARGE if about["error"] == "pixels" else UNREADABLE})
    return Drawn(data, int(about["width"]), int(about["height"]))
