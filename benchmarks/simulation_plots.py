"""Pictures of `benchmarks.simulation`'s figures. matplotlib is needed for them alone: see `requirements-bench.in`.

python -m benchmarks.simulation_plots      draws those of the last run again
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

INK, GREY, RED, BLUE = "#1d4d4f", "#8a8a8a", "#b3402f", "#3b6ea5"
WIDTH, HEIGHT, DPI = 7.2, 3.4, 130
Lines = list[tuple[str, str, str]]  # (story, words, colour)


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

    learning: Lines = [("none", "nothing learned", GREY), ("learns", "learning", INK)]
    farms: Lines = [("learns", "no farm", INK), ("farm", "farm, from everywhere", BLUE), ("farm, aimed", "farm, aimed", RED)]  # fmt: skip
    picture("simulation.png", "Searches nobody typed before", [("ndcg", "nDCG@10", learning, None)])
    picture(
        "simulation-farm.png",
        "1 % of visitors open one wrong document all day",
        [("ndcg", "nDCG@10", farms, None), ("farmed_first", "share it stands first for", farms, None)],
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
    """Draw the last run's figures again."""
    folder = Path(__file__).resolve().parent / "results"
    return draw(json.loads((folder / "simulation.json").read_text()), folder)


if __name__ == "__main__":
    sys.exit(main())
