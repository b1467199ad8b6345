"""The pages: each reads, records what it is about to show, then renders. Who may call one stands in `review.access`."""
