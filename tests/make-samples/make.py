#!/usr/bin/env python3
"""Makes samples/: messages with and without forms, made by real programs, each beside what must be read in it.

    make.py [NNN…]        all samples, or those whose names begin so

Needs LibreOffice, Chromium, pdftk, qpdf, poppler-utils, the Noto and Liberation fonts, and from PyPI what stands in
requirements.txt.
"""

import json
import pathlib
import sys

import filled
import unfilled
from sample import sample

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "samples"


def main(wanted):
    assert filled and unfilled
    FOLDER.mkdir(exist_ok=True)
    if not wanted:
        for old in [*FOLDER.glob("*.eml"), *FOLDER.glob("*.json")]:
            if old.stem not in sample.makers:
                old.unlink()
    for name in sorted(sample.makers):
        if wanted and not any(name.startswith(start) for start in wanted):
            continue
        message, expected = sample.made(name)
        (FOLDER / f"{name}.eml").write_bytes(message)
        (FOLDER / f"{name}.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{name}  {len(message) // 1024} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])
