"""Review: people decide. The Django app for case workers, data stewards, analysts and auditors.

Here belong pages, who may see them, the access log, and what people write (decisions, assignments, rulings). Judging
and linking don't: those are read, finished, from a published run through `review.published`.
"""
