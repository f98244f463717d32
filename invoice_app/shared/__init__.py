"""Words every room uses: money, dates, phrases, files, paper, database. Knows no room."""
