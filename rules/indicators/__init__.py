"""The Amagasaki-style indicators: a module and its YAML each, side by side. There is no total score."""
