"""Measurements that outlive a session: each folder says what it compares and how to run it."""
