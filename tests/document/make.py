#!/usr/bin/env python3
"""Makes the fixtures of tests/document.rs with real producers: python-docx, openpyxl and LibreOffice.

Needs: pip install python-docx openpyxl msoffcrypto-tool; soffice, openssl. (npm.docx comes from the npm package docx,
legacy-libreoffice.docx from LibreOffice: legacy.odt exported back to Word.) Run it here; look at `git diff` of the .txt files afterwards.
Only what no producer at hand can make (Word's content controls, legacy form fields) is written as XML by hand,
and then also goes through LibreOffice into the other formats.
"""
import datetime, os, shutil, subprocess, sys, tempfile, zipfile
import docx
from docx.enum.text import WD_BREAK
import openpyxl

HERE = os.path.dirname(os.path.abspath(__file__))


def convert(source, *kinds):
    """LibreOffice's own export of a file, under the same name."""
    for kind in kinds:
        with tempfile.TemporaryDirectory() as out:
            subprocess.run(["soffice", "-env:UserInstallation=file:///tmp/fixtures-profile", "--headless", "--convert-to", kind, "--outdir", out,
                            os.path.join(HERE, source)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for made in os.listdir(out):
                name = made.replace(".html", "-page.html") if kind.startswith("html") else made
                shutil.move(os.path.join(out, made), os.path.join(HERE, name))


def lean(path):
    """Takes the thumbnail and the unused styles out of a python-docx file."""
    with zipfile.ZipFile(path) as old:
        parts = {n: old.read(n) for n in old.namelist() if "thumbnail" not in n}
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"docProps/thumbnail.jpeg", b"docProps/none.jpeg")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def form():
    """A form as a table, with a heading, tick boxes, merged cells, an essay of two paragraphs and a nested table."""
    d = docx.Document()
    d.sections[0].header.paragraphs[0].text = "Human Rights Cities – joining form"
    d.sections[0].footer.paragraphs[0].text = "Please send it to the secretariat"
    d.add_heading("Formulaire d’adhésion", 0)
    p = d.add_paragraph("Ville :\tSaint-Étienne")
    p.add_run(" (Loire)").bold = True
    t = d.add_table(rows=0, cols=3)
    t.style = "Table Grid"
    for label, value in [("Pays", "France"), ("Population", "174\u00a0082"), ("Téléphone", ""),
                         ("Membre de CGLU", "☒ Oui   ☐ Non")]:
        row = t.add_row().cells
        row[0].paragraphs[0].add_run(label).bold = True
        row[1].merge(row[2]).text = value
    row = t.add_row().cells
    row[0].text = "Pourquoi ?"
    row[1].merge(row[2])
    row[1].paragraphs[0].text = "Première raison."
    row[1].add_paragraph("Deuxième raison : « égalité ».")
    row = t.add_row().cells
    row[0].text, row[1].text, row[2].text = "Maire", "Zoé Müller", "2020-2026"
    nested = row[1].add_table(1, 2).rows[0].cells
    nested[0].text, nested[1].text = "Courriel", "zoe@ville.example"
    a, b = t.add_row().cells[0], t.add_row().cells[0]
    a.merge(b).text = "Contact"
    t.rows[-2].cells[1].text, t.rows[-1].cells[1].text = "Ana", "Luc"
    d.add_paragraph()
    p = d.add_paragraph("Fait à Saint-Étienne,")
    p.add_run().add_break(WD_BREAK.LINE)
    p.add_run("le 3 mars 2026")
    path = os.path.join(HERE, "table.docx")
    d.save(path)
    lean(path)
    convert("table.docx", "odt", "fodt", "rtf", "doc", "html:HTML (StarWriter)")


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(name, body, extra=None, relations=""):
    """A Word file around a body written by hand."""
    parts = {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>{body}</w:body></w:document>',
    }
    parts.update(extra or {})
    with zipfile.ZipFile(os.path.join(HERE, name), "w", zipfile.ZIP_DEFLATED) as z:
        for part, text in parts.items():
            z.writestr(part, text)


def r(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inline):
    return "<w:p>" + "".join(inline) + "</w:p>"


def sdt(properties, content):
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def controls():
    """Word's content controls of every kind, one bound to a data store, one unfilled."""
    check = '<w:alias w:val="Consent"/><w14:checkbox><w14:checked w14:val="{}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
    body = p(r("City: "), sdt('<w:alias w:val="City"/><w:tag w:val="city"/><w:text/>', r("Łódź")))
    body += p(r("Type: "), sdt('<w:alias w:val="Type"/><w:tag w:val="type"/><w:dropDownList><w:listItem w:displayText="Choose an item." w:value=""/><w:listItem w:displayText="Municipality" w:value="m"/></w:dropDownList>', r("Municipality")))
    body += p(r("Date: "), sdt('<w:tag w:val="date"/><w:date w:fullDate="2026-03-04T00:00:00Z"><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="en-GB"/></w:date>', r("4 March 2026")))
    body += p(sdt(check.format(1), r("☒")), r(" Yes   "), sdt(check.format(0), r("☐")), r(" No"))
    body += sdt('<w:alias w:val="Why"/><w:tag w:val="why"/>', p(r("First paragraph.")) + p(r("Second paragraph.")))
    body += p(r("Phone: "), sdt('<w:tag w:val="phone"/><w:showingPlcHdr/><w:text/>', '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Click or tap here to enter text.</w:t></w:r>'))
    body += p(r("Country: "), sdt('<w:tag w:val="country"/><w:showingPlcHdr/><w:dataBinding w:prefixMappings="xmlns:n=\'urn:form\'" w:xpath="/n:form[1]/n:country[1]" w:storeItemID="{AB12}"/><w:text/>', '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Country</w:t></w:r>'))
    body += p(r("Old value "), '<w:del w:id="1" w:author="a"><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins w:id="2" w:author="a"><w:r><w:t>new</w:t></w:r></w:ins>')
    word("controls.docx", body, {
        "customXml/item1.xml": '<form xmlns="urn:form"><country>Polska</country></form>',
        "customXml/itemProps1.xml": '<ds:datastoreItem ds:itemID="{AB12}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
    }, '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml" Target="../customXml/item1.xml"/>')
    convert("controls.docx", "odt", "rtf")


def legacy():
    """Word's legacy form fields, and what LibreOffice makes of them in every format."""
    def field(data, code, result=""):
        shown = r(result) if result else ""
        return (f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
                f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    def text(name, value):
        return field(f'<w:name w:val="{name}"/><w:enabled/><w:calcOnExit w:val="0"/><w:textInput/>', "FORMTEXT", value)
    def box(name, on):
        return field(f'<w:name w:val="{name}"/><w:enabled/><w:calcOnExit w:val="0"/><w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked w:val="{int(on)}"/></w:checkBox>', "FORMCHECKBOX")
    body = p(r("Municipio: "), text("Municipio", "Córdoba"))
    body += p(r("Teléfono: "), text("Telefono", "\u2002\u2002\u2002\u2002\u2002"))
    body += p(box("Si", True), r(" Sí   "), box("No", False), r(" No"))
    body += p(r("Tipo: "), field('<w:name w:val="Tipo"/><w:enabled/><w:calcOnExit w:val="0"/><w:ddList><w:result w:val="1"/><w:listEntry w:val="Provincia"/><w:listEntry w:val="Municipio"/></w:ddList>', "FORMDROPDOWN"))
    word("legacy.docx", body)
    convert("legacy.docx", "odt", "rtf", "doc")


def boxes():
    """Text boxes anchored in paragraphs (text-boxes.fodt is written by hand)."""
    convert("text-boxes.fodt", "doc")


def sheet():
    """A form as a sheet: merged cells, a date, a number, an empty value, a hidden sheet of lists."""
    book = openpyxl.Workbook()
    s = book.active
    s.title = "Formulario"
    s["B2"] = "Formulario de adhesión"
    s.merge_cells("B2:E2")
    rows = [("País", "México"), ("Población", 1495182), ("Teléfono", None), ("Fecha", datetime.date(2026, 5, 12)),
            ("Miembro", True)]
    for at, (label, value) in enumerate(rows, 4):
        s.cell(at, 2, label)
        s.cell(at, 4, value)
        s.merge_cells(start_row=at, end_row=at, start_column=2, end_column=3)
    s["D5"].number_format = "#,##0"
    s["D7"].number_format = "dd/mm/yyyy"
    s["E4"] = "Código"
    hidden = book.create_sheet("Listas")
    hidden["A1"] = "Municipio"
    hidden.sheet_state = "hidden"
    book.save(os.path.join(HERE, "sheet.xlsx"))
    convert("sheet.xlsx", "ods", "xls")


def signed():
    """A form signed as the Italian and Spanish administrations do: DER, DER of indefinite length, PEM, S/MIME, twice."""
    with tempfile.TemporaryDirectory() as tmp:
        key, cert, form = (os.path.join(tmp, n) for n in ("key.pem", "cert.pem", "form.txt"))
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", key, "-out", cert, "-subj", "/CN=Comune"], **quiet)
        with open(form, "w") as f:
            f.write("Nome del governo locale:  Comune di Padova\nPaese:  Italia\n")
        sign = ["openssl", "cms", "-sign", "-binary", "-nodetach", "-signer", cert, "-inkey", key, "-nocerts"]
        out = lambda name: os.path.join(HERE, name)
        subprocess.run(sign + ["-in", form, "-outform", "DER", "-out", out("form.txt.p7m")], **quiet)
        subprocess.run(sign + ["-in", form, "-outform", "DER", "-stream", "-out", out("stream.txt.p7m")], **quiet)
        subprocess.run(sign + ["-in", form, "-outform", "PEM", "-out", out("pem.txt.p7m")], **quiet)
        subprocess.run(sign + ["-in", out("form.txt.p7m"), "-outform", "DER", "-out", out("twice.txt.p7m.p7m")], **quiet)
        subprocess.run(["openssl", "cms", "-sign", "-binary", "-signer", cert, "-inkey", key, "-in", form, "-outform", "DER", "-out", out("smime.p7s")], **quiet)


def containers():
    """Archives and messages with a form inside; a password; a damaged directory."""
    out = lambda name: os.path.join(HERE, name)
    form = "Nom de la ville : Genève\nPays : Suisse\n"
    with zipfile.ZipFile(out("forms.zip"), "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("dossier/Genève.txt", form)
        z.writestr("__MACOSX/dossier/._Genève.txt", "x")
        z.write(out("controls.docx"), "dossier/form.docx")
    with open(out("forms.zip"), "rb") as f:
        whole = f.read()
    with open(out("cut.zip"), "wb") as f:
        f.write(whole[:whole.index(b"PK\x01\x02") - 20])
    with zipfile.ZipFile(out("nested.zip"), "w") as z:
        z.write(out("forms.zip"), "forms.zip")
    import msoffcrypto
    from msoffcrypto.format.ooxml import OOXMLFile
    with open(out("controls.docx"), "rb") as plain, open(out("password.docx"), "wb") as made:
        OOXMLFile(plain).encrypt("secret", made)
    import email.message, email.policy
    inner = email.message.EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "a@comune.example", "b@uclg.example", "modulo"
    inner.set_content("In allegato il modulo.")
    inner.add_attachment(form.encode(), maintype="text", subtype="plain", filename="modulo.txt")
    with open(out("postacert.eml"), "wb") as f:
        f.write(inner.as_bytes(policy=email.policy.SMTP))
    import struct
    def attribute(level, number, data):
        return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    name = "Formulario Bogotá.txt".encode("utf-16-le") + b"\0\0"
    props = struct.pack("<I", 1) + struct.pack("<HHII", 0x1F, 0x3707, 1, len(name)) + name + b"\0" * (-len(name) % 4)
    with open(out("winmail.dat"), "wb") as f:
        f.write(struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x0002800C, b"Adjunto el formulario.\0")
                + attribute(2, 0x00069002, b"\0" * 14) + attribute(2, 0x00018010, b"FORMUL~1.TXT\0")
                + attribute(2, 0x0006800F, "Ciudad: Bogotá\n".encode()) + attribute(2, 0x00069005, props))


if __name__ == "__main__":
    for make in (form, controls, legacy, boxes, sheet, signed, containers):
        if len(sys.argv) < 2 or make.__name__ in sys.argv[1:]:
            make()
