"""What `doctor` asks of the core: schema, mail server, jobs, worker, room on the disk. Each says "" or what to do."""

from __future__ import annotations

import os
import shutil
import smtplib
from datetime import timedelta

from flask import Flask, current_app

from forum.config import unknown
from forum.core import clock, health, jobs, migrate, sending, timetable

ANSWER_SECONDS = 5  # the doctor does not wait longer for anybody's server
WORKER_AWAY = timedelta(minutes=10)  # work that has been due for so long tells that nobody does it
NO_ROOM_BYTES = 100 * 1000 * 1000  # writing fails soon
LITTLE_ROOM_BYTES = 1000 * 1000 * 1000


def schema() -> str:
    """Is the schema the one of this program?"""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return "" if migrate.in_step(app) else migrate.BEHIND


def mail() -> str:
    """Does the mail server answer?"""
    url = current_app.config["SETTINGS"].mail_url
    if url.startswith("console:"):
        return ""
    try:
        with sending.connected(url, ANSWER_SECONDS) as client:
            client.noop()
    except (OSError, smtplib.SMTPException) as error:
        return f"The mail server does not answer ({error}); look at ASKWELL_MAIL_URL. Mail waits and is not lost."
    return ""


def given_up() -> str:
    """Which jobs wait for people to look at them."""
    if schema():
        return ""  # said already; there may be no table of jobs
    stuck = [kind for kind in jobs.waiting() if kind.endswith(jobs.GIVEN_UP)]
    return f"Jobs were given up: {', '.join(stuck)}; see the worker's log." if stuck else ""


def worker() -> str:
    """Is somebody doing what is due? Told by the work itself: what has waited for `WORKER_AWAY` is not being done."""
    if schema():
        return ""
    now = clock.now()
    waits = max(jobs.oldest_due().values(), default=0.0)
    for run in timetable.runs():
        if run.last is not None:
            waits = max(waits, (now - run.last - run.entry.every).total_seconds())
    if waits < WORKER_AWAY.total_seconds():
        return ""
    return (
        f"Work has been due for {_length(waits)} and nobody does it: no worker runs, or it is stuck. "
        "Start one (flask --app wsgi worker) or read its log. Nothing is lost, but new texts are not found and mail waits."
    )


def disk() -> str:
    """Is there room where the site keeps its files?"""
    free = _free()
    if free >= NO_ROOM_BYTES:
        return ""
    return f"Only {free // 1_000_000} MB are free where {_folder()} lies: make room before writing fails."


def notes() -> list[str]:
    """What is worth knowing and need not be mended."""
    settings = current_app.config["SETTINGS"]
    told = unknown(os.environ)
    if settings.mail_url.startswith("console"):
        told.append("Mail is only printed (ASKWELL_MAIL_URL=console:).")
    if not settings.base_url:
        told.append("ASKWELL_BASE_URL is not set: the site answers on loopback only.")
    if settings.redis_url:
        told.append("ASKWELL_REDIS_URL is set but not used yet: queue, cache and limits are in the database.")
    if NO_ROOM_BYTES <= _free() < LITTLE_ROOM_BYTES:
        told.append(f"{_free() // 1_000_000} MB are free where {_folder()} lies.")
    return told


def set_up() -> None:
    """Have `doctor` ask these."""
    health.asked_by_doctor |= {
        "schema": schema,
        "mail": mail,
        "jobs": given_up,
        "worker": worker,
        "disk": disk,
    }


def _folder() -> str:
    return str(current_app.config["SETTINGS"].instance_dir)


def _free() -> int:
    return shutil.disk_usage(_folder()).free


def _length(seconds: float) -> str:
    if seconds >= 2 * 86_400:
        return f"{seconds // 86_400:.0f} days"
    if seconds >= 2 * 3600:
        return f"{seconds // 3600:.0f} hours"
    return f"{seconds // 60:.0f} minutes"
