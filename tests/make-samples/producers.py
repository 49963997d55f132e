"""Runs the real programs: LibreOffice, Chromium, WeasyPrint, reportlab, pypdf, pdftk, qpdf, poppler; and makes scans."""

import io
import os
import pathlib
import random
import re
import subprocess
import tempfile

import img2pdf
import PIL.Image
import PIL.ImageFilter
import pypdf
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen import canvas

from labels import ESSAYS, FIELDS, SUBTITLE, TITLE
from layouts import steady_zip
from towns import GOV, YES

EPOCH = "1768208400"
ENV = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "TZ": "UTC"}
PROFILE = pathlib.Path(tempfile.gettempdir()) / "make-samples-office"


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, env=ENV, timeout=180)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr.decode(errors='replace')[-800:]}")
    return done.stdout


def office(data, suffix, target, infilter=None):
    """LibreOffice: `office(docx, "docx", "pdf")`."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / f"form.{suffix}"
        source.write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{PROFILE}", "--headless"]
        command += [f"--infilter={infilter}"] if infilter else []
        run(*command, "--convert-to", target, "--outdir", folder, source)
        made = (pathlib.Path(folder) / f"form.{target.split(':')[0]}").read_bytes()
        return steady_zip(made) if made.startswith(b"PK") else steady_pdf(made) if made.startswith(b"%PDF") else made


def chromium(html):
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "form.html", pathlib.Path(folder) / "form.pdf"
        source.write_text(html, encoding="utf-8")
        run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
            f"--print-to-pdf={target}", source.as_uri())
        return steady_pdf(target.read_bytes())


def weasyprint(html):
    import weasyprint as weasy
    return steady_pdf(weasy.HTML(string=html).write_pdf())


def steady_pdf(data):
    """Sets dates and file identifiers that a producer wrote, in place: they are as long as what they replace."""
    zeros = lambda found: found.group(1) + re.sub(rb"[0-9A-Fa-f]", b"0", found.group(2))
    data = re.sub(rb"\(D:2\d{13}", b"(D:20260112090000", data)
    data = re.sub(rb"(/ID\s*\[\s*)(<[0-9A-Fa-f]+>\s*<[0-9A-Fa-f]+>)", zeros, data)
    return re.sub(rb"(/DocChecksum\s*/)([0-9A-F]+)", zeros, data)


def fillable(town, labels, fields=FIELDS, names=None):
    """An empty form with AcroForm fields by reportlab; `names` gives the fields other names than their ids."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4, invariant=1)
    sheet.setTitle(TITLE[town.lang])
    form = sheet.acroForm
    height = A4[1]
    y = height - 60
    sheet.setFont("Helvetica-Bold", 14)
    sheet.drawString(50, y, TITLE[town.lang])
    sheet.setFont("Helvetica", 11)
    sheet.drawString(50, y - 18, SUBTITLE[town.lang])
    y -= 46
    for n, field in enumerate(fields):
        name = names[n] if names else field
        long = field in ESSAYS
        tall = 62 if long else 18
        words = simpleSplit(labels[field], "Helvetica", 9, 480 if long else 175)
        need = tall + 12 + (11 * len(words) if long else 0)
        if y - need < 50:
            sheet.showPage()
            y = height - 60
        sheet.setFont("Helvetica", 9)
        for k, line in enumerate(words):
            sheet.drawString(50, y - 11 * k, line)
        if long:
            y -= 11 * len(words)
            form.textfield(name=name, x=50, y=y - tall + 6, width=490, height=tall, fontSize=9, borderWidth=1, fieldFlags="multiline", tooltip=labels[field])
        elif field in ("uclg_member", "consent_publish"):
            for k, (code, word) in enumerate(zip(("Yes", "No"), YES[town.lang])):
                form.checkbox(name=f"{name}_{code}", x=232 + 80 * k, y=y - 5, size=13, buttonStyle="check")
                sheet.drawString(250 + 80 * k, y - 2, word)
        elif field == "gov_type":
            words = list(GOV[town.lang].values())
            form.choice(name=name, x=230, y=y - 6, width=310, height=18, fontSize=9, options=["-"] + words, value="-", tooltip=labels[field])
        else:
            form.textfield(name=name, x=230, y=y - 6, width=310, height=18, fontSize=9, borderWidth=1, tooltip=labels[field])
        y -= tall + 12
    sheet.save()
    return out.getvalue()


def entries(town, fields=FIELDS, names=None):
    """Field name → value, as a filler needs it."""
    values = {}
    for n, field in enumerate(fields):
        name = names[n] if names else field
        shown = town.shown(field)
        if not shown:
            continue
        if field in ("uclg_member", "consent_publish"):
            values[f"{name}_{'Yes' if town.values[field][1] == 'yes' else 'No'}"] = "/Yes"
        else:
            values[name] = shown
    return values


def fill_pypdf(pdf, values, appearances=True):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=not appearances)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def fdf(values):
    """An FDF with UTF-16 strings, as pdftk takes it."""
    def string(words):
        data = ("\ufeff" + words).encode("utf-16-be")
        return b"(" + re.sub(rb"([\\()])", rb"\\\1", data).replace(b"\r", b"\\r") + b")"
    body = b"".join(b"<< /T " + string(k) + b" /V " + (v.encode() if v.startswith("/") else string(v)) + b" >>\n" for k, v in values.items())
    return b"%FDF-1.2\n1 0 obj\n<< /FDF << /Fields [\n" + body + b"] >> >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def fill_pdftk(pdf, values, *options):
    """`options`: flatten, need_appearances."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "form.pdf").write_bytes(pdf)
        (folder / "values.fdf").write_bytes(fdf(values))
        run("pdftk", folder / "form.pdf", "fill_form", folder / "values.fdf", "output", folder / "filled.pdf", *options)
        return (folder / "filled.pdf").read_bytes()


def qpdf(pdf, *options):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "in.pdf").write_bytes(pdf)
        run("qpdf", "--deterministic-id" if "--encrypt" not in options else "--static-id", *options, "--", folder / "in.pdf", folder / "out.pdf")
        return (folder / "out.pdf").read_bytes()


def rotate_pages(pdf, angle):
    """Landscape pages marked with /Rotate: the content is turned, the viewer turns it back."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        page.rotate(angle)
        page.transfer_rotation_to_content()
        page.rotate(-angle % 360)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_images(pdf, dpi):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "in.pdf").write_bytes(pdf)
        run("pdftoppm", "-r", dpi, "-gray", "-png", folder / "in.pdf", folder / "page")
        return [PIL.Image.open(io.BytesIO(p.read_bytes())).convert("L") for p in sorted(folder.glob("page*.png"))]


def scanned(image, seed, angle=0.5, noise=9, quality=55, blur=0.5, colour=False):
    """What a scanner makes of a page: a little turned, grainy, JPEG."""
    rng = random.Random(seed)
    image = image.rotate(angle, expand=False, fillcolor=250, resample=PIL.Image.Resampling.BICUBIC)
    image = image.filter(PIL.ImageFilter.GaussianBlur(blur))
    grain = PIL.Image.frombytes("L", (256, 256), bytes(min(255, max(0, int(rng.gauss(128, noise)))) for _ in range(256 * 256)))
    sheet = PIL.Image.new("L", image.size)
    for x in range(0, image.width, 256):
        for y in range(0, image.height, 256):
            sheet.paste(grain, (x, y))
    image = PIL.Image.blend(image, sheet, 0.12).point(lambda v: max(0, min(255, int((v - 15) * 1.14))))
    if colour:
        image = PIL.Image.merge("RGB", (image, image.point(lambda v: int(v * 0.97)), image.point(lambda v: int(v * 0.90))))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(200, 200))
    return out.getvalue()


def scan_pdf(pdf, seed, dpi=200, **how):
    """An image-only PDF."""
    pages = [scanned(image, f"{seed}/{n}", **how) for n, image in enumerate(page_images(pdf, dpi))]
    a4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
    return steady_pdf(img2pdf.convert(pages, layout_fun=img2pdf.get_layout_fun(a4), creationdate=None, moddate=None, nodate=True, producer="ScanStation 3.1"))
