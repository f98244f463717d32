"""What every page looks like, and how a page talks to the program."""
