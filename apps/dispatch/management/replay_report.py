"""What a replay says: a table, a sentence that compares, one JSON object."""

from collections.abc import Mapping

from apps.dispatch.algorithms.replay.figures import Figures

BASELINE = "greedy"
JSON_FIELDS = (
    "served_pct",
    "pickup_eta_mean_s",
    "pickup_eta_p50_s",
    "pickup_eta_p95_s",
    "idle_km_per_trip",
    "batch_ms_p50",
    "batch_ms_p95",
)
COLUMNS = {
    "served %": ("served_pct", 2),
    "ETA mean s": ("pickup_eta_mean_s", 1),
    "p50 s": ("pickup_eta_p50_s", 1),
    "p95 s": ("pickup_eta_p95_s", 1),
    "request to car s": ("wait_mean_s", 1),
    "idle km/trip": ("idle_km_per_trip", 3),
    "batch p50 ms": ("batch_ms_p50", 2),
    "p95 ms": ("batch_ms_p95", 2),
}


def as_json(found: Mapping[str, Figures], trips: int, bad_rows: int) -> dict:
    policies = {name: {field: getattr(each, field) for field in JSON_FIELDS} for name, each in found.items()}
    return {"policies": policies, "trips": trips, "bad_rows": bad_rows}


def table(found: Mapping[str, Figures]) -> str:
    rows = [("policy", *COLUMNS), *((name, *_cells(each)) for name, each in found.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ([cell.rjust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join("  ".join([row[0].ljust(widths[0]), *line[1:]]) for row, line in zip(rows, lines, strict=True))


def comparison(found: Mapping[str, Figures]) -> list[str]:
    """One sentence for each policy beside the baseline."""
    base = found.get(BASELINE)
    return [_sentence(name, each, base) for name, each in found.items() if base and each is not base]


def _cells(each: Figures) -> list[str]:
    values = [(getattr(each, field), digits) for field, digits in COLUMNS.values()]
    return ["–" if value is None else f"{value:.{digits}f}" for value, digits in values]


def _sentence(name: str, each: Figures, base: Figures) -> str:
    served = f"a served share of {each.served_pct:.2f} % vs {base.served_pct:.2f} %"
    if each.pickup_eta_mean_s is None or not base.pickup_eta_mean_s:
        return f"{name}: no mean pickup ETA to compare with {BASELINE}'s, at {served}."
    gain = each.pickup_eta_mean_s - base.pickup_eta_mean_s
    percent = 100 * gain / base.pickup_eta_mean_s
    return f"{name}: {_signed(gain)} s ({_signed(percent)} %) mean pickup ETA against {BASELINE}, at {served}."


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
