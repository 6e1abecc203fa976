"""A replay as a picture: how soon the cars came, and how many requests got one over the day."""

import logging
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path

import numpy as np

from apps.dispatch.algorithms.replay.engine import Played
from apps.dispatch.algorithms.replay.recording import Floats, Trips

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")  # told apart by the colour-blind too
SLICES = 48  # half-hours of a day
GREY = "#d5d9de"

logging.getLogger("matplotlib").setLevel(logging.WARNING)  # it tells of every font that it finds


def save(path: Path, trips: Trips, played: Mapping[str, Played], clock: tzinfo) -> None:
    """A PNG at `path`; times of day are those of `clock`. Raises OSError."""
    from matplotlib.figure import Figure  # here, so that nothing else pays for it

    figure = Figure(figsize=(13, 5), dpi=110, layout="constrained")
    left, right = figure.subplots(1, 2)
    figure.suptitle(f"{len(trips):,} requests, replayed", fontweight="bold")
    _draw_etas(left, played)
    _draw_served(right, trips, played, clock)
    with path.open("wb") as file:
        figure.savefig(file, format="png")


def _draw_etas(axes, played: Mapping[str, Played]) -> None:
    """The share of all requests, served or not, so that serving fewer cannot look better."""
    for (name, each), colour in zip(played.items(), COLOURS, strict=False):
        minutes = np.sort(each.eta_s[each.served]) / 60
        share = 100 * np.arange(1, len(minutes) + 1) / len(each.eta_s)
        mean = f"mean {minutes.mean():.1f} min" if len(minutes) else "none served"
        axes.step(minutes, share, where="post", color=colour, label=f"{name} ({mean})", linewidth=2)
    axes.set(xlabel="pickup ETA (minutes)", ylabel="requests with a car at the door within that time (%)")
    axes.set(title="Pickup ETA", xlim=(0, None), ylim=(0, 100))
    _finish(axes, "lower right")


def _draw_served(axes, trips: Trips, played: Mapping[str, Played], clock: tzinfo) -> None:
    from matplotlib import dates

    edges = np.linspace(trips.requested_at[0], max(trips.requested_at[-1], trips.requested_at[0] + 60), SLICES + 1)
    asked, _ = np.histogram(trips.requested_at, edges)
    moments = [datetime.fromtimestamp(edge, clock) for edge in edges]
    behind = axes.twinx()
    behind.stairs(asked, dates.date2num(moments), fill=True, color=GREY, label="requests")
    behind.set(ylabel="requests", ylim=(0, max(asked) * 2))
    for (name, each), colour in zip(played.items(), COLOURS, strict=False):
        share = _share(trips.requested_at, each, edges)
        axes.stairs(share, dates.date2num(moments), color=colour, label=name, linewidth=2, baseline=None)
    axes.set(title="Served over the day", ylabel="requests served (%)", ylim=(0, 103), xlim=(moments[0], moments[-1]))
    axes.set(xlabel=f"time of the request ({moments[0]:%Y-%m-%d}, {clock})")
    axes.xaxis.set_major_formatter(dates.DateFormatter("%H:%M", tz=clock))
    axes.set_zorder(behind.get_zorder() + 1)
    axes.patch.set_visible(False)
    _finish(axes, "center left")


def _share(requested_at: Floats, each: Played, edges: Floats) -> Floats:
    """Percent served by slice; NaN, which is not drawn, where nobody asked."""
    asked, _ = np.histogram(requested_at, edges)
    served, _ = np.histogram(requested_at[each.served], edges)
    return 100 * np.divide(served, asked, out=np.full(len(asked), np.nan), where=asked > 0)


def _finish(axes, legend: str) -> None:
    axes.grid(alpha=0.3)
    axes.legend(loc=legend)
    axes.spines[["top", "right"]].set_visible(False)
