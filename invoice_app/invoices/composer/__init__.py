"""Writing an email about an invoice: on a page of its own, and beside the conversation."""
