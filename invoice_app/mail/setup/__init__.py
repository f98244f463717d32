"""How mail is set up in the app: its page, its checks, its secrets, and what is in force."""
