"""Quittance: invoices that are issued once, sent once and answered in one place."""
