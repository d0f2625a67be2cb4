"""Rules decide: dates, tables and codes, without I/O and without a clock."""
