"""Pages about a second proof."""

from forum.accounts.second.views.setting_up import is_me, send_to_set_up
from forum.accounts.second.views.stepping import come_in, enter, passkeys_possible

__all__ = ["come_in", "enter", "is_me", "passkeys_possible", "send_to_set_up"]
