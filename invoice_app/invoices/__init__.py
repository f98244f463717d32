"""The invoice as a document: drafted, issued once, then read, sent and settled."""
