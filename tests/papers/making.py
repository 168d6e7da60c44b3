"""Papers made for the tests: Word, Excel, PDF, pictures and archives, from their parts, plainly invented."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def package(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def content_types(overrides: dict[str, str]) -> str:
    """The part that says what the other parts are."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        + "".join(f'<Override PartName="/{part}" ContentType="{says}"/>' for part, says in overrides.items())
        + "</Types>"
    )


def relations(*found: tuple[str, str] | tuple[str, str, str]) -> str:
    """A part of relations: (kind, target) within the file, (kind, target, "External") out of it."""
    rows = []
    for place, relation in enumerate(found, 1):
        kind, target, *mode = relation
        kind = kind if "/" in kind else f"{KIND}/{kind}"
        outside = f' TargetMode="{mode[0]}"' if mode else ""
        rows.append(f'<Relationship Id="rId{place}" Type="{kind}" Target="{target}"{outside}/>')
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(rows)
        + "</Relationships>"
    )


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def docx(
    *body: str,
    links: tuple[tuple[str, ...], ...] = (),
    parts: dict[str, str | bytes] | None = None,
    types: dict[str, str] | None = None,
    main: str = f"{WORD}.document.main+xml",
    roots: tuple[tuple[str, ...], ...] = (),
) -> bytes:
    """A Word file: XML of its body, relations of the document, and further parts with their types."""
    whole = "".join(piece if piece.startswith("<") else paragraph(piece) for piece in body)
    return package(
        {
            "[Content_Types].xml": content_types({"word/document.xml": main} | (types or {})),
            "_rels/.rels": relations(("officeDocument", "word/document.xml"), *roots),
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {W} {R}><w:body>{whole}'
            "<w:sectPr/></w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*links),
        }
        | (parts or {})
    )


def cell(place: str, value: str) -> str:
    """A cell with its text in it, or a number."""
    if value.replace(".", "").replace("E+", "").isdigit():
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def worksheet(
    rows: list[list[str]], hidden_rows: tuple[int, ...] = (), before: str = "", after: str = ""
) -> str:
    """A sheet of these texts; rows are numbered from 1, and some may be hidden."""
    lines = []
    for y, row in enumerate(rows, 1):
        hidden = ' hidden="1"' if y in hidden_rows else ""
        cells = "".join(cell(f"{chr(64 + x)}{y}", value) for x, value in enumerate(row, 1) if value)
        lines.append(f'<row r="{y}"{hidden}>{cells}</row>')
    return f"<worksheet {S} {R}>{before}<sheetData>{''.join(lines)}</sheetData>{after}</worksheet>"


def xlsx(
    sheets: dict[str, str],
    states: dict[str, str] | None = None,
    parts: dict[str, str | bytes] | None = None,
    types: dict[str, str] | None = None,
    links: tuple[tuple[str, ...], ...] = (),
    workbook: str = "",
    roots: tuple[tuple[str, ...], ...] = (),
    main: str = f"{SHEET}.sheet.main+xml",
) -> bytes:
    """An Excel file: name of a sheet → its XML; `states` says which are hidden."""
    rows, files, overrides, leads = [], {}, {"xl/workbook.xml": main}, []
    for place, (name, xml) in enumerate(sheets.items(), 1):
        state = f' state="{states[name]}"' if states and name in states else ""
        rows.append(f'<sheet name="{name}" sheetId="{place}"{state} r:id="rId{place}"/>')
        files[f"xl/worksheets/sheet{place}.xml"] = xml
        overrides[f"xl/worksheets/sheet{place}.xml"] = f"{SHEET}.worksheet+xml"
        leads.append(("worksheet", f"worksheets/sheet{place}.xml"))
    return package(
        {
            "[Content_Types].xml": content_types(overrides | (types or {})),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml"), *roots),
            "xl/workbook.xml": f"<workbook {S} {R}><sheets>{''.join(rows)}</sheets>{workbook}</workbook>",
            "xl/_rels/workbook.xml.rels": relations(*leads, *links),
            **files,
            **(parts or {}),
        }
    )


def pdf(pages: int = 1, change=None, **saving) -> bytes:
    """A PDF of empty pages; `change` is given the open file before it is saved."""
    out = io.BytesIO()
    with pikepdf.new() as file:
        for _ in range(pages):
            file.add_blank_page(page_size=(300, 400))
        if change is not None:
            change(file)
        file.save(out, **saving)
    return out.getvalue()


def written_pdf(*pages: str) -> bytes:
    """A PDF whose pages hold these Latin letters and digits as text."""

    def write(file: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        for page, text in zip(file.pages, pages, strict=True):
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            lines = b" T* ".join(b"(" + line.encode() + b") Tj" for line in text.splitlines())
            page.Contents = file.make_stream(b"BT /F1 12 Tf 14 TL 20 350 Td " + lines + b" ET")

    return pdf(len(pages), write)


def drawn_pdf(*pages: str, change=None) -> bytes:
    """A PDF whose pages are drawn by these commands; F1 is a typeface of Latin letters."""

    def write(file: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        for page, commands in zip(file.pages, pages, strict=True):
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = file.make_stream(commands.encode())
            if change is not None:
                change(file, page)

    return pdf(len(pages), write)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (20, 120, 200)).save(out, kind, **options)
    return out.getvalue()


def located_photograph() -> bytes:
    """A JPEG that says where and by whom it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x013B] = "Zhang San"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (25.0, 30.0, 0.0), 3: "E", 4: (119.0, 47.0, 0.0)})
    return picture("JPEG", exif=exif, comment=b"by Zhang San")
