"""Writes of questions and answers: one function for one thing a person does.

Each takes the row it changes under a lock (`queries.locked_question`), so that twenty at once count once.
"""

from forum.threads.actions.affected import me_too, not_me_too
from forum.threads.actions.answering import answer
from forum.threads.actions.asking import ask
from forum.threads.actions.dressing import came_with, dress
from forum.threads.actions.editing import EditConflict, edit_answer, edit_question
from forum.threads.actions.following import follow, unfollow
from forum.threads.actions.joining import merge, unmerge
from forum.threads.actions.leaving import take_posts_along
from forum.threads.actions.moderating import close, delete, hide, mark_escalated, reopen, restore, show
from forum.threads.actions.moving import change_owner, move
from forum.threads.actions.purging import purge_old
from forum.threads.actions.rendering import render_old
from forum.threads.actions.solving import accept_solution, unaccept_solution
from forum.threads.actions.splitting import split, unsplit
from forum.threads.actions.wiki import close_wiki, open_wiki

__all__ = [
    "EditConflict",
    "accept_solution",
    "answer",
    "ask",
    "came_with",
    "change_owner",
    "close",
    "close_wiki",
    "delete",
    "dress",
    "edit_answer",
    "edit_question",
    "follow",
    "hide",
    "mark_escalated",
    "me_too",
    "merge",
    "move",
    "not_me_too",
    "open_wiki",
    "purge_old",
    "render_old",
    "reopen",
    "restore",
    "show",
    "split",
    "take_posts_along",
    "unaccept_solution",
    "unfollow",
    "unmerge",
    "unsplit",
]
