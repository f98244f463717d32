"""Who we are: name, address, logo, taxes, numbering, languages."""
