"""Contracts, their schedules of values, and billing by progress."""
