"""Places that hold attachments: features above say who may read what stands there."""

from __future__ import annotations

from collections.abc import Callable

from forum.core.roles import Viewer

MaySee = Callable[[int, Viewer], bool]
_places: dict[str, MaySee] = {}


def register(kind: str, may_see: MaySee) -> None:
    """`may_see(number, viewer)`: may the viewer read what stands at "kind:number"? Asked anew for every request."""
    _places[kind] = may_see


def may_see(place: str, viewer: Viewer) -> bool:
    """Nobody may see what stands at a place that no feature knows, or at none yet."""
    kind, _, number = place.partition(":")
    asked = _places.get(kind)
    return asked is not None and number.isdecimal() and asked(int(number), viewer)
