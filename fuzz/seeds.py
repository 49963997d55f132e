#!/usr/bin/env python3
"""Lays the seeds of a fuzz target into corpus/TARGET: taken from samples/ and tests/, unpacked where a format is packed."""
import email
import email.policy
import hashlib
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LARGEST = 60_000


def attachments():
    """The attachments of the samples, and the fixtures of the tests."""
    for path in sorted((ROOT / "samples").glob("*.eml")):
        for part in email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32).walk():
            body = part.get_payload(decode=True)
            if body:
                yield part.get_content_type(), body
    for path in sorted((ROOT / "tests" / "document").rglob("*")):
        if path.is_file():
            yield "", path.read_bytes()


def unpacked(pdf):
    """A PDF with its streams in plain text, when qpdf is installed."""
    if not shutil.which("qpdf"):
        return pdf
    with tempfile.NamedTemporaryFile() as source:
        source.write(pdf)
        source.flush()
        command = ["qpdf", "--qdf", "--object-streams=preserve", "--decode-level=generalized", source.name, "-"]
        return subprocess.run(command, capture_output=True).stdout or pdf


def pdf():
    for _, body in attachments():
        if body.startswith(b"%PDF"):
            yield body
            yield unpacked(body)


def docx():
    for _, body in attachments():
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                yield packed.read("word/document.xml")
        except (zipfile.BadZipFile, KeyError, RuntimeError):
            continue
        yield body


def rtf():
    return (body for _, body in attachments() if body.startswith(b"{\\rtf"))


def body():
    return (body for kind, body in attachments() if kind.startswith("text/") or b"<html" in body[:500].lower())


def mail():
    for folder in ("samples", "tests/mail"):
        for path in sorted((ROOT / folder).rglob("*.eml")):
            yield path.read_bytes()


def journal():
    """Lines of every kind, without their checksums, which the target puts before them."""
    whole = (ROOT / "fuzz/journal.jsonl").read_bytes()
    yield whole
    yield from whole.splitlines(keepends=True)


def rules():
    files = sorted(str(path.relative_to(ROOT / "rules")) for path in (ROOT / "rules").rglob("*.toml"))
    files = [name for name in files if "cldr" not in name]
    for number, name in enumerate(files):
        text = (ROOT / "rules" / name).read_bytes()
        yield bytes([number]) + text[: LARGEST - 1]
        for piece in text.split(b"\n\n")[:40]:
            yield bytes([number]) + piece


TARGETS = {"pdf": pdf, "docx": docx, "rtf": rtf, "body": body, "mail": mail, "journal": journal, "rules": rules}

if __name__ == "__main__":
    target = sys.argv[1]
    folder = pathlib.Path(__file__).resolve().parent / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for seed in TARGETS[target]():
        if len(seed) <= LARGEST:
            (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    print(f"{target}: {len(list(folder.iterdir()))} inputs to begin with", file=sys.stderr)
