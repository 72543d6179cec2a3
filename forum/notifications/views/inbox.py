"""The inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.core import afterwards, pages, pagination
from forum.core.access import signed_in, viewer
from forum.core.errors import NotFound
from forum.core.forms import line
from forum.notifications import actions, asking_again, follows, kinds, queries
from forum.notifications.queries import Line
from forum.notifications.views.blueprint import bp, me


@dataclass(frozen=True, slots=True)
class Shown:
    """One line as the page shows it; `sentence` "" when its reader may not see any more what it tells of."""

    id: int
    sentence: str
    at: datetime
    read: bool


@bp.get("/my/notices")
@signed_in
def inbox() -> AnyResponse:
    """What I was told; `row` of the table only, `new` only."""
    row, new = request.args.get("row", ""), request.args.get("new") == "1"
    found = queries.inbox(viewer(), pagination.number(request.args.get("page")), row, new)
    return pages.answer(
        "notifications/inbox.html",
        page=found.map(_shown),
        rows=kinds.rows(me().is_staff),
        row=row,
        new=new,
        href=_with,
    )


def _shown(lines: Any) -> list[Shown]:
    seen = asking_again.visible([each.notice for each in lines], viewer())
    return [_line(each, each.notice.id in seen) for each in lines]


def _line(found: Line, visible: bool) -> Shown:
    notice = found.notice
    sentence = kinds.sentence(notice.kind, notice.values, found.count) if visible else ""
    return Shown(notice.id, sentence, notice.at, notice.read_at is not None)


@bp.get("/my/notices/<int:notice_id>")
@signed_in
def open_notice(notice_id: int) -> AnyResponse:
    """To what it tells of; that it was read is noted afterwards."""
    notice = queries.notice(notice_id, viewer())
    if not asking_again.visible([notice], viewer()):
        raise NotFound()
    if notice.read_at is None:
        afterwards.later("notice read", (me().id, notice_id))
    return redirect(notice.url, 303)


@bp.post("/my/notices/reading")
@signed_in
def read_all() -> AnyResponse:
    """I have seen them: one (`notice`), those of a row, or all."""
    row, one = line("row"), request.form.get("notice", type=int)
    back = _with(page=request.form.get("page", type=int))
    if one is not None:
        actions.read(one, by=me())
        return redirect(back, 303)
    actions.read_all(by=me(), row=row)
    return pages.done(_("All notices are marked as read."), back)


@afterwards.writer("notice read")
def _read(payloads: list[Any]) -> None:
    for person_id, notice_id in payloads:
        actions.read_of(person_id, notice_id)


def _with(**changes: Any) -> str:
    """The inbox with other choices."""
    asked = request.form if request.method == "POST" else request.args
    kept = {name: asked.get(name) for name in ("row", "new")} | changes
    return url_for(".inbox", **{k: v for k, v in kept.items() if v})


def for_every_page() -> dict[str, Any]:
    """`unread_notices()` for the header; asked once a page, never for guests."""

    def unread_notices() -> int:
        if not current_user.is_authenticated:
            return 0
        if "unread_notices" not in g:
            g.unread_notices = queries.unread(viewer())
        return int(g.unread_notices)

    return {"unread_notices": unread_notices}


def following(thing: str) -> bool:
    """Does whoever looks follow it? For `components/follow.html`: one query a page, however many buttons."""
    if "things_followed" not in g:
        g.things_followed = follows.things_of(viewer())
    return thing in g.things_followed
