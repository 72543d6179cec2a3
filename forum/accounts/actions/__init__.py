"""What people do to accounts; one function for one deed."""

from forum.accounts.actions.account import (
    change_account,
    change_password,
    end_other_sessions,
    end_session,
    end_token,
    make_token,
    name_session,
)
from forum.accounts.actions.asking import link_to_post, post_by_link
from forum.accounts.actions.linking import link_to_sign_in, sign_in_by_link
from forum.accounts.actions.moving import ask_to_move, confirm_move, find_move
from forum.accounts.actions.people import (
    change_role,
    end_suspension,
    lift_suspension,
    link_for_first_admin,
    make_first_admin,
    make_person,
    suspend,
    take_second_away,
)
from forum.accounts.actions.resetting import link_to_reset, reset_password
from forum.accounts.actions.signing_in import SignIn, sign_in
from forum.accounts.actions.signing_up import send_verification_again, sign_up, verify

__all__ = [
    "SignIn",
    "ask_to_move",
    "change_account",
    "change_password",
    "change_role",
    "confirm_move",
    "end_other_sessions",
    "end_session",
    "end_suspension",
    "end_token",
    "find_move",
    "lift_suspension",
    "link_for_first_admin",
    "link_to_post",
    "link_to_reset",
    "link_to_sign_in",
    "make_first_admin",
    "make_person",
    "make_token",
    "name_session",
    "post_by_link",
    "reset_password",
    "send_verification_again",
    "sign_in",
    "sign_in_by_link",
    "sign_up",
    "suspend",
    "take_second_away",
    "verify",
]
