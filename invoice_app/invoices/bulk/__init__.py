"""Many invoices sent with one press: who, what and why not, little by little, stopped and resumed."""
