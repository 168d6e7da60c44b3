"""Search: entries in, results out, the same for SQLite (FTS5) and PostgreSQL (tsvector with GIN).

    put(entries)            when something is published or changed, in the publisher's transaction
    remove(kind, keys)      when it is withdrawn
    find(query, at)         what the public may find at that moment

How a text is cut into what the index holds, and a query into what is asked of it: `words.py`, `asked.py`
and docs/search.md.
"""
