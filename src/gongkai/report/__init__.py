"""The annual report as data: editions, cells, identities, readers and writers. Pure Python, no Django.

The rooms, in the order in which a report passes through them:

    editions/       the printed forms as data, a folder an edition
    edition.py      their shape in memory · loader.py, soundness.py  strict reading of the data
    model.py        cells, reports, findings
    read/           somebody else's report → representation → alignment → cells
    check/          identities and plausibility rules → findings
    rollup.py       many reports → one
    write/          cells → HTML, DOCX, PDF, XLSX, JSON
    interchange.py  the JSON form of one report
"""
