"""The moderators' desk: what is flagged, what waits for review, what should become an article, what was taken away,
and the log of all of it."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from flask import Flask

_PARTS = (
    *("curating", "gaps", "synonyms", "tuning"),
    *("reviewing", "discipline", "arranging", "cleaning", "exporting", "rings"),
)


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.core import events, health
    from forum.core.personal_data import register
    from forum.hours.words import site_time
    from forum.moderation import cli, inbox, panel
    from forum.moderation.discipline import notices as discipline_notices
    from forum.moderation.discipline import personal_data as discipline
    from forum.moderation.discipline import standing
    from forum.moderation.gaps import actions as gaps
    from forum.moderation.personal_data import ENTRIES
    from forum.moderation.rings import personal_data as rings
    from forum.moderation.rings import traits
    from forum.moderation.tuning import growing, keeping
    from forum.moderation.tuning import personal_data as tuning
    from forum.moderation.views import bp
    from forum.reputation import facts

    for part in _PARTS:
        import_module(f"forum.moderation.{part}.views")  # their pages hang at the same blueprint
    import_module("forum.moderation.tuning.running")  # so that workers know the job
    app.register_blueprint(bp)
    events.on("article.published")(gaps.published)
    facts.register_sanctions(standing.last_measures)
    panel.register()
    inbox.register()
    discipline_notices.register()
    cli.set_up(app)
    app.jinja_env.filters["moment_said"] = lambda said: site_time(
        datetime.fromisoformat(said)
    )  # of a mail's values
    growing.set_up()
    health.checks["weights"] = keeping.check
    register(*ENTRIES, *discipline.ENTRIES, *tuning.ENTRIES, *rings.ENTRIES)
    traits.set_up(app)
