"""What people do to accounts; one function for one deed."""

from forum.accounts.actions.account import (
    change_account,
    change_password,
    end_other_sessions,
    end_session,
    end_token,
    make_token,
)
from forum.accounts.actions.asking import link_to_post, post_by_link
from forum.accounts.actions.people import change_role, end_suspension, lift_suspension, make_person, suspend
from forum.accounts.actions.resetting import link_to_reset, reset_password
from forum.accounts.actions.signing_in import SignIn, sign_in
from forum.accounts.actions.signing_up import send_verification_again, sign_up, verify

__all__ = [
    "SignIn",
    "change_account",
    "change_password",
    "change_role",
    "end_other_sessions",
    "end_session",
    "end_suspension",
    "end_token",
    "lift_suspension",
    "link_to_post",
    "link_to_reset",
    "make_person",
    "make_token",
    "post_by_link",
    "reset_password",
    "send_verification_again",
    "sign_in",
    "sign_up",
    "suspend",
    "verify",
]
