"""The admin's start page: what is owed, what needs an answer."""
