"""The linkage model: what is compared (comparisons), which pairs (blocking), and its dated parameters (parameters).

Where and when it is applied belongs to predict.py and train.py.
"""
