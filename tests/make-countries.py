#!/usr/bin/env python3
"""Makes rules/countries-cldr.toml from the names of territories in Unicode CLDR.

    npm pack cldr-localenames-full cldr-core      # then unpack each into a folder
    tests/make-countries.py LOCALENAMES_FOLDER CORE_FOLDER > rules/countries-cldr.toml

Names in the languages of LANGUAGES are kept whole, because our mails use them. Names in the further languages, short forms,
and every country's name in its own languages are kept as aliases where they are spelled differently from all of those."""
import json
import pathlib
import sys
import unicodedata

LANGUAGES = "en es fr pt de it ca nl tr ko el ar ru uk ja zh".split()
FURTHER = "zh-Hant eu gl pl ro sv da nb fi cs hu hr sr bg ka fa hi he id vi th bn sw am ne".split()
NOT_COUNTRIES = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split()


def fold(text):
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) or "\u0900" <= c < "\u1ab0")
    return " ".join(text.casefold().replace("’", "'").split()).strip(".")


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
    owner = {}
    print(f"# Names of countries, made by tests/make-countries.py from cldr-localenames-full {version} (Unicode-3.0 licence).")
    print("# Do not edit: write further names into countries.toml.")
    for language in LANGUAGES:
        print(f"\n[names.{language}]")
        known = territories(names_root, language)
        for code in codes:
            name = known.get(code)
            if name and name != code:
                print(f"{code} = {quote(name)}")
                owner.setdefault(fold(name), code)
    info = json.loads((core_root / "supplemental" / "territoryInfo.json").read_text())["supplemental"]["territoryInfo"]
    own = {}
    for code in codes:
        spoken = info.get(code, {}).get("languagePopulation", {})
        own[code] = [l.replace("_", "-") for l, facts in spoken.items() if "_officialStatus" in facts]
    cache = {}

    def of(language):
        if language not in cache:
            cache[language] = territories(names_root, language)
        return cache[language]

    aliases = {}
    for code in codes:
        for language in LANGUAGES + FURTHER + own[code]:
            for key in (code, f"{code}-alt-short", f"{code}-alt-variant"):
                name = of(language).get(key)
                if name and name != key and len(name) > 2 and owner.setdefault(fold(name), code) == code:
                    if not any(fold(name) == fold(n) for l in LANGUAGES for n in [of(l).get(code, "")]):
                        if all(fold(name) != fold(n) for n in aliases.get(code, [])):
                            aliases.setdefault(code, []).append(name)
    print("\n[aliases]")
    for code, found in aliases.items():
        print(f"{code} = [{', '.join(map(quote, found))}]")


main()
