"""Say who one is; bring one's picture, take it away."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import markdown
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_, clean, clean_line
from forum.pictures import actions as pictures
from forum.profiles import policy
from forum.profiles.faces import forget_face
from forum.profiles.models import About


def change(person: Person, about: str, title: str, by: Person) -> None:
    """Set both; empty takes it away. A title is only of people of the company. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_edit(by, person.id))
    about, title = clean(about).strip(), clean_line(title)
    if len(about) > policy.ABOUT_MAX_CHARS or len(title) > policy.TITLE_MAX_CHARS:
        raise Invalid(N_("This is too long."))
    if policy.can_have_title(by):
        person.title = title
    row = db.session.get(About, person.id)
    if not about:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = About(person_id=person.id)
        db.session.add(row)
    row.body, row.body_html, row.html_version = about, markdown.render_comment(about), markdown.VERSION
    db.session.flush()


def show_face(person: Person, sent: bytes, by: Person) -> None:
    """Put a picture beside her name, drawn anew as a small square; the one before goes. Raises `Invalid`, `NotAllowed`."""
    ensure(policy.can_edit(by, person.id))
    picture = pictures.bring_face(sent, by, policy.FACE_PIXELS)
    hide_face(person, by)
    person.picture = picture.key
    pictures.shown_in(f"person:{person.id}", picture.path)


def hide_face(person: Person, by: Person) -> None:
    """Her initials again; the picture is deleted. Twice is once."""
    ensure(policy.can_edit(by, person.id))
    forget_face(person.id)
