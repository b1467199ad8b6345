"""The Minoh-style judgement: three components, H 生活困窮, A 学力, N 非認知能力等, feeding one overall category a half-year.

A component is a module with its YAML, as every rule is; matrix.yaml makes one category of three levels; course.py carries it
from one half-year to the next. "Minoh-style", never "Minoh's": the shape is published, most numbers aren't.
"""

from rules.judgement.judge import COMPONENTS, TABLES, assess, judge

__all__ = ["COMPONENTS", "TABLES", "assess", "judge"]
