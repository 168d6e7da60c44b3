"""Drafts of the words of a report from its figures, and the numbers of its words held against them.

prose.py     the sentences (data/prose.toml), filled from figures and records → paragraphs
records.py   what the year's records hold beside the cells: publications, fees, occasions
numbers.py   each number in a text, and what it claims to be (data/tells.toml)
held.py      the numbers that are not their cell's or the records', and those without a source, as findings
beside.py    last year's words, length and sameness
"""
