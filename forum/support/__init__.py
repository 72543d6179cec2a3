"""Support: questions that become cases, the desk of the agents, the customer's trail."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from forum.core import personal_data as register
from forum.support import found, panel, personal_data, trail, unhelped, words
from forum.support.answering import set_up as set_up_answering
from forum.support.guides import set_up as set_up_guides
from forum.support.inbound import set_up as set_up_inbound
from forum.support.loop import set_up as set_up_loop
from forum.support.macros import set_up as set_up_macros
from forum.support.private import set_up as set_up_private
from forum.support.satisfaction import set_up as set_up_satisfaction
from forum.support.views import bp

import_module("forum.support.hearing")
import_module("forum.support.jobs")
import_module("forum.support.rules.views")
import_module("forum.support.context.views")
calls = import_module("forum.support.callbacks.views")
incidents = import_module("forum.support.incidents.views.panels")
import_module("forum.support.incidents.views")
import_module("forum.support.macros.views")
import_module("forum.support.guides.views")
import_module("forum.support.answering.views")
import_module("forum.support.promise")
import_module("forum.support.loop.views")
import_module("forum.support.satisfaction.views")

__all__ = ["panel", "set_up", "trail"]


def set_up(app: Flask) -> None:
    """The desk, what it hears from threads, and the register entries."""
    app.register_blueprint(bp)
    found.register()
    unhelped.register()
    calls.set_up()
    incidents.set_up()
    register.register(personal_data.CASES, personal_data.NOTES, personal_data.TRAIL)
    register.register(personal_data.WRITING, personal_data.FILTERS, personal_data.DUTY, personal_data.RULES)
    set_up_private()
    set_up_answering()
    set_up_guides()
    set_up_macros()
    set_up_inbound(app)
    words.register()
    set_up_loop()
    set_up_satisfaction()
