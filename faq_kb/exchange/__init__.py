"""The base in tables: entries go out to CSV, XLSX and JSON and come back as drafts (R-54).

reading   files to rows of text; what is no table is refused
writing   rows to files
columns   the columns of a file of entries: heading, meaning, example
rows      the rows by the names of their columns, with what their form shows at once
fields    a row of text to a draft, or the cell that is wrong and why
known     what the base has already of the entries that a file means
imports   one file's rows to drafts, in batches, each row with its result
handing_in  a file's drafts handed in for their review
exports   the entries in scope to rows
"""
