"""Lays a town's answers out as forms: Word files, HTML pages, plain text, sheets. Each function is one print of the form."""

import copy
import datetime
import html
import io
import re
import zipfile

import docx
import openpyxl
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from labels import ESSAYS, FIELDS, GROUPS, INTRO, SECTIONS, SUBTITLE, TITLE
from towns import GOV, YES

EPOCH = datetime.datetime(2026, 1, 12, 9, 0)
NS = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w14": "http://schemas.microsoft.com/office/word/2010/wordml"}


def steady_zip(data):
    """The same archive with fixed dates, so that the script gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, (2026, 1, 12, 9, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            data = old.read(entry.filename)
            if entry.filename in ("meta.xml", "docProps/core.xml"):
                data = re.sub(rb">20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z?<", b">2026-01-12T09:00:00Z<", data)
            new.writestr(info, data)
    return out.getvalue()


def ticks(words, chosen, boxes="☐☒", gap="   "):
    """`☐ Municipality   ☒ Province`."""
    return gap.join(f"{boxes[word == chosen]} {word}" for word in words)


def marked(town, field, boxes="☐☒"):
    """The value as shown, but choices as a row of tick boxes."""
    shown = town.shown(field)
    if not shown:
        return ticks(choices(town, field), None, boxes) if field in ("gov_type", "uclg_member", "consent_publish") else ""
    if field in ("gov_type", "uclg_member", "consent_publish"):
        words = choices(town, field)
        return ticks(words, shown, boxes) if shown in words else shown
    return shown


def choices(town, field):
    return list(GOV[town.lang].values()) if field == "gov_type" else list(YES[town.lang])


def new_document(landscape=False):
    document = docx.Document()
    document.core_properties.author = "CISDP"
    document.core_properties.created = document.core_properties.modified = EPOCH
    document.styles["Normal"].font.name = "Liberation Sans"
    document.styles["Normal"].font.size = Pt(10)
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    return document


def saved(document):
    rels = document.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[key]
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue())


def heading(document, lang, intro=True):
    document.add_heading(TITLE[lang], 1)
    document.add_heading(SUBTITLE[lang], 2)
    if intro:
        document.add_paragraph(INTRO[lang])


def docx_table(town, labels, fields=FIELDS, boxes="☐☒", sections=True, tick=True):
    """Two columns, label and value, with a merged heading row for each section."""
    document = new_document()
    heading(document, town.lang)
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for title, group in zip(SECTIONS[town.lang], GROUPS):
        if sections:
            row = table.add_row().cells
            row[0].merge(row[1]).paragraphs[0].add_run(title).bold = True
        for field in group:
            if field in fields:
                cells = table.add_row().cells
                cells[0].paragraphs[0].add_run(labels[field]).bold = True
                cells[1].text = marked(town, field, boxes) if tick else town.shown(field)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(6.2), Cm(10.8)
    return saved(document)


def docx_four_columns(town, labels, fields=FIELDS):
    """Short fields two by two in a table of four columns, essays in full rows below."""
    document = new_document(landscape=True)
    heading(document, town.lang)
    short = [f for f in fields if f not in ESSAYS]
    table = document.add_table(rows=0, cols=4)
    table.style = "Light Grid Accent 1"
    for n in range(0, len(short), 2):
        cells = table.add_row().cells
        for k, field in enumerate(short[n:n + 2]):
            cells[2 * k].text = labels[field]
            cells[2 * k + 1].text = town.shown(field)
    document.add_paragraph()
    table = document.add_table(rows=0, cols=1)
    table.style = "Table Grid"
    for field in ESSAYS:
        table.add_row().cells[0].paragraphs[0].add_run(labels[field]).italic = True
        table.add_row().cells[0].text = town.shown(field)
    return saved(document)


def docx_below(town, labels, fields=FIELDS, numbered=False):
    """A bold label in a paragraph of its own, the answer in the paragraph below."""
    document = new_document()
    heading(document, town.lang)
    n = 0
    for title, group in zip(SECTIONS[town.lang], GROUPS):
        document.add_heading(title, 3)
        for field in group:
            if field in fields:
                n += 1
                document.add_paragraph().add_run(f"{n}. {labels[field]}" if numbered else labels[field]).bold = True
                document.add_paragraph(town.shown(field))
    return saved(document)


def docx_controls(town, labels, fields=FIELDS, placeholder="Click or tap here to enter text."):
    """Word content controls: text with placeholders, a drop-down, a date, check boxes."""
    document = new_document()
    heading(document, town.lang)
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for field in fields:
        cells = table.add_row().cells
        cells[0].text = labels[field]
        paragraph = cells[1].paragraphs[0]
        shown = town.shown(field)
        if field in ("uclg_member", "consent_publish"):
            for word in choices(town, field):
                on = word == shown
                paragraph._p.append(parse_xml(
                    f'<w:sdt {nsdecls("w")} xmlns:w14="{NS["w14"]}"><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(on)}"/>'
                    f'<w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
                    f'</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>{"☒" if on else "☐"}</w:t></w:r></w:sdtContent></w:sdt>'))
                paragraph.add_run(f" {word}    ")
            continue
        kind = '<w:text w:multiLine="1"/>'
        if field == "gov_type":
            items = "".join(f'<w:listItem w:displayText="{word}" w:value="{code}"/>' for code, word in GOV[town.lang].items())
            kind = f"<w:dropDownList>{items}</w:dropDownList>"
        elif field == "signed_on" and shown:
            iso = town.values[field][1]
            kind = f'<w:date w:fullDate="{iso}T00:00:00Z"><w:dateFormat w:val="dd/MM/yyyy"/><w:storeMappedDataAs w:val="dateTime"/></w:date>'
        empty = "" if shown else "<w:showingPlcHdr/>"
        style = "" if shown else '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'
        paragraph._p.append(parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{field}"/><w:tag w:val="{field}"/>{empty}{kind}</w:sdtPr><w:sdtContent><w:r>{style}'
            f'<w:t xml:space="preserve">{html.escape(shown or placeholder)}</w:t></w:r></w:sdtContent></w:sdt>'))
    return saved(document)


def docx_legacy(town, labels, fields=FIELDS):
    """Word 97 form fields (FORMTEXT, FORMCHECKBOX) behind `Label:` in paragraphs."""
    document = new_document()
    heading(document, town.lang)

    def mark(paragraph, kind):
        run = paragraph.add_run()
        char = OxmlElement("w:fldChar")
        char.set(qn("w:fldCharType"), kind)
        run._r.append(char)
        return char

    for n, field in enumerate(fields):
        paragraph = document.add_paragraph()
        paragraph.add_run(labels[field].rstrip(":") + ": ").bold = True
        if field in ("uclg_member", "consent_publish"):
            for word in choices(town, field):
                begin = mark(paragraph, "begin")
                begin.append(parse_xml(f'<w:ffData {nsdecls("w")}><w:name w:val="Check{n}"/><w:enabled/><w:checkBox><w:sizeAuto/>'
                                       f'<w:default w:val="0"/><w:checked w:val="{int(word == town.shown(field))}"/></w:checkBox></w:ffData>'))
                instruction = OxmlElement("w:instrText")
                instruction.set(qn("xml:space"), "preserve")
                instruction.text = " FORMCHECKBOX "
                paragraph.add_run()._r.append(instruction)
                mark(paragraph, "end")
                paragraph.add_run(f" {word}   ")
            continue
        begin = mark(paragraph, "begin")
        begin.append(parse_xml(f'<w:ffData {nsdecls("w")}><w:name w:val="Text{n}"/><w:enabled/><w:textInput/></w:ffData>'))
        instruction = OxmlElement("w:instrText")
        instruction.set(qn("xml:space"), "preserve")
        instruction.text = " FORMTEXT "
        paragraph.add_run()._r.append(instruction)
        mark(paragraph, "separate")
        paragraph.add_run(town.shown(field) or "\u2002\u2002\u2002\u2002\u2002")
        mark(paragraph, "end")
    return saved(document)


def docx_tracked(town, labels, changes, fields=FIELDS):
    """Two columns where some answers were corrected with tracked changes: `changes` is field → the deleted words."""
    document = docx.Document(io.BytesIO(docx_table(town, labels, fields, tick=False)))
    by_label = {labels[field]: field for field in changes}
    for row in document.tables[0].rows:
        field = by_label.get(row.cells[0].text)
        if not field:
            continue
        run = row.cells[1].paragraphs[0].runs[0]
        stamp = 'w:author="Revisor" w:date="2026-11-10T10:00:00Z"'
        inserted = parse_xml(f'<w:ins {nsdecls("w")} w:id="{ord(field[0])}" {stamp}/>')
        deleted = parse_xml(f'<w:del {nsdecls("w")} w:id="{ord(field[1])}" {stamp}><w:r><w:delText xml:space="preserve">'
                            f'{html.escape(changes[field])}</w:delText></w:r></w:del>')
        run._r.addprevious(deleted)
        inserted.append(copy.deepcopy(run._r))
        run._r.addprevious(inserted)
        run._r.getparent().remove(run._r)
    return saved(document)


def docx_text(title, paragraphs, table=None, page_break=False):
    """Any other Word file: a letter, minutes, another questionnaire."""
    document = new_document()
    document.add_heading(title, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if page_break:
        document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        grid.style = "Table Grid"
        for row in table:
            for cell, words in zip(grid.add_row().cells, row):
                cell.text = words
    return saved(document)


def xlsx(town, labels, fields=FIELDS):
    """The form as a sheet: label in B, value in C, under a title."""
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = EPOCH
    sheet = book.active
    sheet.title = SUBTITLE[town.lang]
    sheet["B2"] = TITLE[town.lang]
    for n, field in enumerate(fields, start=5):
        sheet.cell(n, 2, labels[field])
        value = town.values.get(field)
        number = field == "population" and isinstance(value, tuple)
        sheet.cell(n, 3, value[1] if number else town.shown(field) or None)
    sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = 50, 70
    out = io.BytesIO()
    book.save(out)
    data = steady_zip(out.getvalue())
    return data


def page(title, body, style=""):
    return (f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title><style>body{{font-family:"Noto Sans",'
            f'"Noto Sans CJK KR","Noto Naskh Arabic",sans-serif;font-size:10.5pt}}{style}</style></head><body>{body}</body></html>')


def html_cards(town, labels, fields=FIELDS, boxes="☐☒"):
    """A web form as it prints: a small grey label above each value, two cards a row, essays in full width."""
    style = (".g{display:grid;grid-template-columns:1fr 1fr;gap:8px 22px}.w{grid-column:1/3}.l{color:#567;font-size:8.5pt;margin-top:6px}"
             ".v{border-bottom:1px solid #99a;padding:2px 0;min-height:15px}h1{font-size:15pt}h2{font-size:12pt;grid-column:1/3}")
    body = f"<h1>{TITLE[town.lang]}</h1><p>{INTRO[town.lang]}</p><div class=g>"
    for title, group in zip(SECTIONS[town.lang], GROUPS):
        body += f"<h2>{title}</h2>"
        for field in group:
            if field in fields:
                wide = " class=w" if field in ESSAYS else ""
                body += (f"<div{wide}><div class=l>{html.escape(labels[field])}</div>"
                         f"<div class=v>{html.escape(marked(town, field, boxes))}</div></div>")
    return page(TITLE[town.lang], body + "</div>", style)


def html_table(town, labels, fields=FIELDS, boxes="☐☒", style="", attributes="border=1 cellspacing=0 cellpadding=5 width=100%"):
    """A plain table, label and value."""
    rows = "".join(f"<tr><td valign=top width=38%><b>{html.escape(labels[f])}</b></td><td>{html.escape(marked(town, f, boxes))}</td></tr>"
                   for f in fields)
    return page(TITLE[town.lang], f"<h2>{TITLE[town.lang]}</h2><h3>{SUBTITLE[town.lang]}</h3><table {attributes}>{rows}</table>", style)


def html_inputs(town, labels, fields=FIELDS):
    """An empty HTML form: LibreOffice turns its inputs into the fields of a fillable PDF."""
    rows = ""
    for field in fields:
        if field in ESSAYS:
            control = f'<textarea name="{field}" rows=4 cols=60></textarea>'
        elif field in ("uclg_member", "consent_publish"):
            control = " ".join(f'<input type=checkbox name="{field}_{code}" value="{code}"> {word}' for code, word in zip(("yes", "no"), YES[town.lang]))
        else:
            control = f'<input type=text name="{field}" size=48>'
        rows += f"<tr><td width=40%>{html.escape(labels[field])}</td><td>{control}</td></tr>"
    return page(TITLE[town.lang], f"<h2>{TITLE[town.lang]}</h2><form><table border=1 cellpadding=4>{rows}</table></form>")


def lines(town, labels, fields=FIELDS, colon=": ", blank=False):
    """`Label: value`, a line each."""
    rows = [f"{labels[f].rstrip(':')}{colon}{marked_text(town, f)}" for f in fields if town.shown(f) or blank]
    return "\n".join(rows)


def marked_text(town, field):
    return town.shown(field)


def below(town, labels, fields=FIELDS, number=True):
    """Numbered questions with the answers on the lines below."""
    blocks = [f"{f'{n}) ' if number else ''}{labels[f]}\n{town.shown(f)}" for n, f in enumerate([f for f in fields if town.shown(f)], start=1)]
    return "\n\n".join(blocks)


def wrapped(text, width=68):
    """Hard line breaks, as old programs make them."""
    out = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > width:
                out.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        out.append(line)
    return "\n".join(out)


def quoted(text):
    return "\n".join("> " + line if line else ">" for line in text.split("\n"))


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()
