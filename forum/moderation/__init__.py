"""The moderators' desk: what is flagged, what waits for review, what should become an article, what was taken away,
and the log of all of it."""

from __future__ import annotations

from importlib import import_module

from flask import Flask


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.core import events, health
    from forum.core.personal_data import register
    from forum.moderation import inbox, panel
    from forum.moderation.discipline import standing
    from forum.moderation.gaps import actions as gaps
    from forum.moderation.personal_data import ENTRIES
    from forum.moderation.tuning import growing, keeping
    from forum.moderation.tuning import personal_data as tuning
    from forum.moderation.views import bp
    from forum.reputation import facts

    for part in ("curating", "gaps", "synonyms", "tuning"):
        import_module(f"forum.moderation.{part}.views")  # their pages hang at the same blueprint
    import_module("forum.moderation.tuning.running")  # so that workers know the job
    app.register_blueprint(bp)
    events.on("article.published")(gaps.published)
    facts.register_sanctions(standing.last_measures)
    panel.register()
    inbox.register()
    growing.set_up()
    health.checks["weights"] = keeping.check
    register(*ENTRIES, *tuning.ENTRIES)
