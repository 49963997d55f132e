#!/usr/bin/env python3
"""Makes the fixtures of tests/form.rs: the blank form, filled in by the programs that people and offices use.

Needs: pip install pypdf==7.1.0 pymupdf; npm install pdf-lib @pdf-lib/fontkit (set NODE_PATH); pdftk, qpdf; DejaVu Sans.
Run it with the program to use: ./make.py ../../target/debug/cisdp-intake. What is written stands in values.json.
Forms of an earlier wording stay good fixtures: people keep the blank form for years.
"""
import json, os, subprocess, sys, tempfile
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))
WRITTEN = json.load(open(os.path.join(HERE, "values.json")))["written"]
BOXES = {"gov_type", "uclg_member", "consent_publish"}


def pypdf(blank, out):
    from pypdf import PdfWriter
    writer = PdfWriter(clone_from=blank)
    values = {k: "/" + v if k in BOXES else v for k, v in WRITTEN.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    writer.write(out)


def pymupdf_(blank, out):
    import pymupdf
    document = pymupdf.open(blank)
    for page in document:
        for widget in page.widgets():
            value = WRITTEN.get(widget.field_name)
            if value is None:
                continue
            if widget.field_name not in BOXES:
                widget.field_value = value
                widget.update()
            elif widget.on_state() == value:
                widget.field_value = True
                widget.update()
    # The whole font for all scripts would weigh megabytes.
    document.subset_fonts()
    document.save(out, garbage=4, deflate=True)


def flattened(blank, out):
    """Filled in as above, then printed to a file: no fields are left, and the essay is longer than its frame."""
    import pymupdf
    pymupdf_(blank, out)
    document = pymupdf.open(out)
    document.bake()
    document.subset_fonts()
    document.save(out + "~", garbage=4, deflate=True)
    os.replace(out + "~", out)


def flattened_pdflib(blank, out):
    pdflib(blank, out)
    script = """
const fs = require('fs'); const { PDFDocument } = require('pdf-lib');
(async () => {
  const document = await PDFDocument.load(fs.readFileSync(process.argv[1]));
  document.getForm().flatten({ updateFieldAppearances: false }); fs.writeFileSync(process.argv[1], await document.save());
})();"""
    subprocess.run(["node", "-e", script, out], check=True)


def pdftk_fdf(blank, out):
    def text(value):
        raw = b"\xfe\xff" + value.encode("utf-16-be")
        for sign in b"\\()":
            raw = raw.replace(bytes([sign]), b"\\" + bytes([sign]))
        return b"(" + raw.replace(b"\r", b"\\r") + b")"
    fields = [b"<< /T (%s) /V %s >>" % (k.encode(), b"/" + v.encode() if k in BOXES else text(v))
              for k, v in WRITTEN.items()]
    fdf = (b"%FDF-1.2\n1 0 obj\n<< /FDF << /Fields [\n" + b"\n".join(fields)
           + b"\n] >> >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n")
    pdftk(blank, out, fdf)


def pdftk_xfdf(blank, out):
    fields = "".join(f'<field name="{k}"><value>{escape(v)}</value></field>' for k, v in WRITTEN.items())
    pdftk(blank, out, ('<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/" '
                       f'xml:space="preserve"><fields>{fields}</fields></xfdf>').encode())


def pdftk(blank, out, data):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        subprocess.run(["pdftk", blank, "fill_form", file.name, "output", out], check=True)


def pdflib(blank, out):
    script = """
const fs = require('fs'); const { PDFDocument } = require('pdf-lib'); const fontkit = require('@pdf-lib/fontkit');
(async () => {
  const [, blank, out, values, boxes] = process.argv; const written = JSON.parse(values);
  const document = await PDFDocument.load(fs.readFileSync(blank)); document.registerFontkit(fontkit);
  const form = document.getForm();
  const font = await document.embedFont(fs.readFileSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'), { subset: true });
  for (const id in written) {
    if (boxes.split(',').includes(id)) form.getRadioGroup(id).select(written[id]); else form.getTextField(id).setText(written[id]);
  }
  form.updateFieldAppearances(font);
  fs.writeFileSync(out, await document.save({ updateFieldAppearances: false }));
})();"""
    subprocess.run(["node", "-e", script, blank, out, json.dumps(WRITTEN), ",".join(BOXES)], check=True)


def qpdf(blank, out):
    """As a person would who edits the file as JSON: only /V, and /AS for boxes."""
    said = subprocess.run(["qpdf", "--json=2", "--json-stream-data=inline", blank, "-"], capture_output=True, check=True)
    whole = json.loads(said.stdout)
    objects = whole["qpdf"][1]
    for held in list(objects.values()):
        field = held.get("value")
        name = field.get("/T", "")[2:] if isinstance(field, dict) else ""
        value = WRITTEN.get(name)
        if value is None:
            continue
        field["/V"] = "/" + value if name in BOXES else "u:" + value
        for kid in field.get("/Kids", []):
            widget = objects["obj:" + kid]["value"]
            widget["/AS"] = "/" + value if "/" + value in widget["/AP"]["/N"] else "/Off"
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(whole, file)
        file.flush()
        subprocess.run(["qpdf", "--json-input", file.name, "--object-streams=generate", out], check=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for fill, language in [(pypdf, "es"), (pymupdf_, "fr"), (pdftk_fdf, "en"), (pdftk_xfdf, "pt"), (pdflib, "es"), (qpdf, "en"), (flattened, "fr"),
                               (flattened_pdflib, "es")]:
            blank = os.path.join(folder, language + ".pdf")
            subprocess.run([sys.argv[1], "form", "--language", language, "--output", blank], check=True)
            name = fill.__name__.strip("_").replace("_", "-")
            fill(blank, os.path.join(HERE, f"{name}-{language}.pdf"))
