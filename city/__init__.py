"""A practice city: synthetic departments' extracts with known truth, for the demo, the tests and the benchmarks."""
