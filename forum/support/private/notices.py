"""Who is told of private words. Notices never hold any of them; the mail to whoever asked does, if the site wants that."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import mail
from forum.core.db import db
from forum.notifications.actions import tell
from forum.support.private import choosing
from forum.support.private.models import PrivateMessage
from forum.threads.models import Question


def to_holder(person_id: int, question: Question) -> None:
    """Whoever had the case: private words came after its end."""
    tell(person_id, "private_from_customer", f"/questions/{question.id}/private", title=question.title)


def to_asker(message: PrivateMessage, question: Question, by: Person) -> None:
    """Staff wrote: whoever asked learns of it, by mail too."""
    url = f"/questions/{question.id}/private"
    tell(question.author_id, "private_from_staff", url, who=by.name, title=question.title)
    asker = db.session.get_one(Person, question.author_id)
    if not (asker.is_active and asker.email and asker.verified_at):
        return
    mail.send_later(
        asker.email,
        "private_from_staff",
        asker.language,
        about=f"private:{question.id}",
        name=asker.name,
        who=by.name,
        title=question.title,
        url=mail.whole(url),
        needs=message.needs,
        words=message.body if choosing.IN_MAIL.value else "",
    )
