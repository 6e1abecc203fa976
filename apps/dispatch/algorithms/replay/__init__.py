"""A recorded day, matched again by the kernel in simulated time (docs/algorithms/replay.md)."""
