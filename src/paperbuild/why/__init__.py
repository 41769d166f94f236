"""Where a number, figure, table, claim or line comes from: what is established, and what is taken as given."""
