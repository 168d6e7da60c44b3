"""The demonstration: a fictitious district with its people and documents, beside the one real report.

Everything goes in through the actions that officers use, at the moments its data files name; the reviews are
really held, by different people. Nothing of it exists outside this folder.
"""
