"""What happens to a case: the table of moves, what a new run brings, and what people do. Pages are in `review.views`."""
