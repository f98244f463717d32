"""Members, contacts and companies: everyone who can be a customer."""
