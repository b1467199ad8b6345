"""Linkage side by side with what a city could take instead: `python -m benchmarks.linkage --help`."""
