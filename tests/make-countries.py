#!/usr/bin/env python3
"""Makes rules/countries-cldr.toml from the names of territories in Unicode CLDR.

    npm pack cldr-localenames-full cldr-core      # then unpack each into a folder
    tests/make-countries.py LOCALENAMES_FOLDER CORE_FOLDER > rules/countries-cldr.toml

Names in the languages of SHOWN are kept as they are, because our mails use them. All names, those in the further languages, short
forms, and every country's name in its own languages too, stand in an index that is ready for looking up."""
import json
import pathlib
import sys
import unicodedata

SHOWN = "en es fr pt".split()
LANGUAGES = "en es fr pt de it ca nl tr ko el ar ru uk ja zh".split()
FURTHER = "zh-Hant eu gl pl ro sv da nb fi cs hu hr sr bg ka fa hi he id vi th bn sw am ne".split()
NOT_COUNTRIES = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split()


LETTERS = str.maketrans({
    "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ", "ى": "ي", "ی": "ي", "ې": "ي",
    "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ک": "ك", "ـ": "", "’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "`": "'", "´": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "、": ",", "。": ".",
})
FORMAT = dict.fromkeys([0xAD, 0x61C, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
EDGES = " :;,.*_-\"'?¿!¡؟،•·|"


def fold(text):
    """The comparison form of src/rules/fold.rs; a test there compares them."""
    marks = (c for c in unicodedata.normalize("NFKD", text.translate(FORMAT)) if not is_accent(c))
    return " ".join("".join(marks).casefold().translate(LETTERS).split()).strip(EDGES)


def is_accent(c):
    return unicodedata.combining(c) and not "\u0900" <= c < "\u1ab0" and c not in "\u3099\u309a"


def territories(root, language):
    path = root / "main" / language / "territories.json"
    if not path.exists():
        return {}
    return json.loads(path.read_text())["main"][language]["localeDisplayNames"]["territories"]


def quote(text):
    return json.dumps(text, ensure_ascii=False)


def main():
    names_root, core_root = map(pathlib.Path, sys.argv[1:3])
    version = json.loads((names_root / "package.json").read_text())["version"]
    english = territories(names_root, "en")
    codes = sorted(c for c in english if len(c) == 2 and c.isalpha() and c not in NOT_COUNTRIES)
    print(f"# Names of countries, made by tests/make-countries.py from cldr-localenames-full {version} (Unicode-3.0 licence).")
    print("# Do not edit: write further names into countries.toml.")
    for language in SHOWN:
        print(f"\n[names.{language}]")
        for code in codes:
            name = territories(names_root, language).get(code)
            if name and name != code:
                print(f"{code} = {quote(name)}")
    info = json.loads((core_root / "supplemental" / "territoryInfo.json").read_text())["supplemental"]["territoryInfo"]
    cache = {}

    def of(language):
        if language not in cache:
            cache[language] = territories(names_root, language)
        return cache[language]

    # The first language that uses a name decides whose it is.
    owner = {}
    for language in LANGUAGES:
        for code in codes:
            name = of(language).get(code)
            if name and name != code:
                owner.setdefault(fold(name), code)
    for code in codes:
        spoken = info.get(code, {}).get("languagePopulation", {})
        own = [l.replace("_", "-") for l, facts in spoken.items() if "_officialStatus" in facts]
        for language in LANGUAGES + FURTHER + own:
            for key in (code, f"{code}-alt-short", f"{code}-alt-variant"):
                name = of(language).get(key)
                if name and name != key and len(name) > 2:
                    owner.setdefault(fold(name), code)
    print("\n# Every name in its comparison form, a tab, the code; in the order of the characters.")
    print("[index]")
    print("names = '''")
    for name in sorted(name for name in owner if name and "\t" not in name):
        print(f"{name}\t{owner[name]}")
    print("'''")


main()
