"""What `benchmarks.simulation` found, in numbers and pictures. matplotlib is needed for these: see `requirements-bench.in`.

python -m benchmarks.simulation_told      tells the last run's figures again
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

INK, GREY, RED, BLUE = "#1d4d4f", "#8a8a8a", "#b3402f", "#3b6ea5"
WIDTH, HEIGHT, DPI = 7.2, 3.4, 130
Lines = list[tuple[str, str, str]]  # (story, words, colour)


RECOVERED = 0.9


def verdict(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to the three questions, in numbers."""
    stories, day = figures["stories"], figures["change_day"]
    none, learns, changed = stories["none"], stories["learns"], stories["changed"]
    told: dict[str, Any] = {
        "ndcg@10_without": none["ndcg"][-1],
        "ndcg@10_learned": learns["ndcg"][-1],
        "gain": round(learns["ndcg"][-1] - none["ndcg"][-1], 4),
    }
    for name in ("farm", "farm, aimed"):
        farm = stories[name]
        told[name] = {
            "ndcg@10_lost": round(_late(learns["ndcg"]) - _late(farm["ndcg"]), 4),
            "lost_where_it_aims": round(_late(learns["aimed_ndcg"]) - _late(farm["aimed_ndcg"]), 4),
            "mean_place": round(_late(farm["farmed_rank"]), 2),
            "mean_place_without_farm": round(_late(learns["farmed_rank"]), 2),
            "first_for": round(_late(farm["farmed_first"]), 4),
            "first_for_without_farm": round(_late(learns["farmed_first"]), 4),
        }
    at = changed["days"].index(day)
    told["changed"] = {
        "before": learns["changed_ndcg"][at],
        "on_the_day": changed["changed_ndcg"][at],
        "at_the_end": changed["changed_ndcg"][-1],
        "days_until_90_percent": _back(
            changed["days"], changed["changed_ndcg"], at, learns["changed_ndcg"][at]
        ),
        "whole_site_days_until_90_percent": _back(changed["days"], changed["ndcg"], at, learns["ndcg"][at]),
    }
    return told


def _late(values: Sequence[float]) -> float:
    """The mean of the last four looks: one alone is noisy."""
    return sum(values[-4:]) / len(values[-4:])


def _back(days: Sequence[int], values: Sequence[float], at: int, before: float) -> int | None:
    """Days after the change until 90 % of what was before is reached; None: never."""
    reached = (day for day, value in zip(days[at:], values[at:], strict=True) if value >= RECOVERED * before)
    found = next(reached, None)
    return None if found is None else found - days[at]


def draw(figures: Mapping[str, Any], folder: Path) -> int:
    """Write `simulation.png`, `simulation-farm.png`, `simulation-changed.png`; 0, also when there is nothing to draw with."""
    try:
        import matplotlib
    except ImportError:
        print("No pictures: pip install -r requirements-bench.in")
        return 0
    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "askwell"
    from matplotlib import pyplot as plt

    stories = figures["stories"]

    def picture(
        name: str, title: str, panels: list[tuple[str, str, Lines, Callable[[Any], None] | None]]
    ) -> None:
        figure, axes = plt.subplots(1, len(panels), figsize=(WIDTH, HEIGHT), squeeze=False)
        for axis, (values, label, lines, more) in zip(axes[0], panels, strict=True):
            for story, words, colour in lines:
                axis.plot(
                    stories[story]["days"], stories[story][values], label=words, color=colour, linewidth=1.8
                )
            axis.set(xlabel="day", ylabel=label)
            axis.grid(alpha=0.25)
            axis.spines[["top", "right"]].set_visible(False)
            if more:
                more(axis)
            axis.legend(frameon=False, fontsize=8)
        figure.suptitle(
            f"{title} ({figures['set']}, {figures['visitors_a_day']} visitors a day)", fontsize=10
        )
        figure.tight_layout()
        figure.savefig(folder / name, dpi=DPI, metadata={"Software": None})
        plt.close(figure)

    def day_of_change(axis: Any) -> None:
        axis.axvline(figures["change_day"], color=GREY, linestyle=":", label="the world changes")

    def upside_down(axis: Any) -> None:
        axis.set_ylim(11.3, 0.7)

    learning: Lines = [("none", "nothing learned", GREY), ("learns", "learning", INK)]
    farms: Lines = [("learns", "no farm", INK), ("farm", "farm, from everywhere", BLUE), ("farm, aimed", "farm, aimed", RED)]  # fmt: skip
    picture("simulation.png", "Searches nobody typed before", [("ndcg", "nDCG@10", learning, None)])
    picture(
        "simulation-farm.png",
        "1 % of visitors open one wrong document all day",
        [
            ("ndcg", "nDCG@10", farms, None),
            ("farmed_rank", "mean place of its document", farms, upside_down),
        ],
    )
    picture(
        "simulation-changed.png",
        "The right answer of some questions changes",
        [
            (
                "changed_ndcg",
                "nDCG@10 of what changed",
                [("learns", "no change", INK), ("changed", "changed", RED)],
                day_of_change,
            )
        ],
    )
    return 0


def main() -> int:
    """Tell the last run's figures again."""
    folder = Path(__file__).resolve().parent / "results"
    figures = json.loads((folder / "simulation.json").read_text())
    print(json.dumps(verdict(figures), indent=1))
    return draw(figures, folder)


if __name__ == "__main__":
    sys.exit(main())
