"""Writes messages as mail programs do: MIME by hand, so that every oddity is meant, with the headers of real programs.

Everything is derived from the sample's name, so the same script gives the same bytes.
"""

import base64
import datetime
import email.header
import email.utils
import hashlib
import quopri
import random
import zoneinfo

US = "cisdp1@uclg.org"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"


class Part:
    """One MIME entity: its header fields and its body, ready as bytes."""

    def __init__(self, headers, body):
        self.headers, self.body = headers, body

    def bytes(self):
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return head.encode("utf-8") + b"\r\n" + self.body


def crlf(text):
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def encode(data, transfer):
    if transfer == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n")
    if transfer == "quoted-printable":
        return quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return data


def text(body, subtype="plain", charset="utf-8", transfer="8bit", declared=None, params="", more=()):
    """A text part. `declared` is the charset that the header claims, when it lies."""
    data = encode(crlf(body).encode(charset), transfer)
    headers = [("Content-Type", f"text/{subtype}; charset={declared or charset}{params}"), ("Content-Transfer-Encoding", transfer)]
    return Part(headers + list(more), data)


def flowed(body, width=70):
    """RFC 3676: paragraphs wrapped with soft breaks (a space before the line break)."""
    lines = []
    for paragraph in body.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line + " ")
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return "\n".join(lines)


def q(words, charset="utf-8"):
    """RFC 2047, where needed."""
    try:
        words.encode("ascii")
        return words
    except UnicodeEncodeError:
        return email.header.Header(words, charset, maxlinelen=70).encode(linesep="\r\n")


def display(name):
    """A display name: quoted where it holds specials (RFC 5322 section 3.2.3)."""
    special = any(c in '()<>[]:;@\\,."' for c in name)
    return f'"{name}"' if special and name.isascii() else q(name)


def plain_name(name):
    return f'; filename="{name}"'


def rfc2231_name(name, pieces=1):
    """RFC 2231: percent-encoded, in `pieces` continuations."""
    coded = "".join(chr(b) if 32 < b < 127 and chr(b) not in "%*'()\";," else f"%{b:02X}" for b in name.encode("utf-8"))
    if pieces == 1:
        return f";\r\n filename*=UTF-8''{coded}"
    units, at = [], 0
    while at < len(coded):
        step = 3 if coded[at] == "%" else 1
        units.append(coded[at:at + step])
        at += step
    size = -(-len(units) // pieces)
    chunks = ["".join(units[n:n + size]) for n in range(0, len(units), size)]
    return "".join(f";\r\n filename*{n}*={'UTF-8' + chr(39) * 2 if n == 0 else ''}{chunk}" for n, chunk in enumerate(chunks))


def attach(data, content_type, name=None, disposition="attachment", style="auto", more=()):
    """An attachment in base64. `style` says how its name is written: auto, 2047 (in quotes, as Outlook does), 2231, 2231-split."""
    headers = []
    suffix, type_suffix = "", ""
    if name:
        ascii_only = name.isascii()
        if style == "2231-split":
            suffix = rfc2231_name(name, 3)
        elif style == "2231" or (style == "auto" and not ascii_only):
            suffix = rfc2231_name(name)
        elif style == "2047":
            suffix = f';\r\n\tfilename="{q(name)}"'
            type_suffix = f';\r\n\tname="{q(name)}"'
        else:
            suffix, type_suffix = plain_name(name), f'; name="{name}"'
    headers.append(("Content-Type", content_type + type_suffix))
    headers.append(("Content-Transfer-Encoding", "base64"))
    if disposition:
        headers.append(("Content-Disposition", disposition + suffix))
    return Part(headers + list(more), encode(data, "base64"))


def multi(subtype, parts, seed, params="", preamble=""):
    boundary = "----=_" + hashlib.sha256(f"{seed}/{subtype}/{len(parts)}".encode()).hexdigest()[:24]
    body = crlf(preamble).encode()
    for part in parts:
        body += b"--" + boundary.encode() + b"\r\n" + part.bytes() + b"\r\n"
    body += b"--" + boundary.encode() + b"--\r\n"
    return Part([("Content-Type", f'multipart/{subtype};{params}\r\n boundary="{boundary}"')], body)


def forwarded(message, name=None):
    """message/rfc822 around a whole message."""
    suffix = plain_name(name) if name else ""
    return Part([("Content-Type", "message/rfc822"), ("Content-Disposition", "attachment" + suffix)], message)


ZONE = {"GB": "Europe/London", "CA": "America/Toronto", "ZA": "Africa/Johannesburg", "PH": "Asia/Manila", "AU": "Australia/Sydney",
        "KE": "Africa/Nairobi", "ES": "Europe/Madrid", "CO": "America/Bogota", "CL": "America/Santiago", "MX": "America/Mexico_City",
        "EC": "America/Guayaquil", "AR": "America/Argentina/Cordoba", "FR": "Europe/Paris", "SN": "Africa/Dakar",
        "CM": "Africa/Douala", "PT": "Europe/Lisbon", "BR": "America/Bahia", "KR": "Asia/Seoul", "TN": "Africa/Tunis",
        "GR": "Europe/Athens", "KZ": "Asia/Almaty", "TR": "Europe/Istanbul", "IT": "Europe/Rome", "UY": "America/Montevideo",
        "ID": "Asia/Jakarta", "DE": "Europe/Berlin", "QC": "America/Toronto", "HU": "Europe/Budapest",
        "VN": "Asia/Ho_Chi_Minh"}

MTA = {
    "outlook": "mail-db8eur05on20{n:02d}.outbound.protection.example",
    "gmail": "mail-wm1-f{n}.google.example",
    "thunderbird": "smtp.{domain}",
    "apple": "relay{n}.{domain}",
    "zimbra": "zimbra.{domain}",
    "roundcube": "webmail.{domain}",
    "mobile": "out{n}.{domain}",
    "script": "app{n}.{domain}",
}


def program(mua, rng, sender, domain):
    """The header fields that tell the mail program."""
    hexa = lambda n: "".join(rng.choice("0123456789abcdef") for _ in range(n))
    upper = lambda n: "".join(rng.choice("0123456789ABCDEF") for _ in range(n))
    if mua == "outlook":
        return f"{upper(2)}{upper(12)}{upper(8)}@DB9PR0{rng.randint(1, 9)}MB{rng.randint(1000, 9999)}.{domain}", [
            ("Thread-Topic", None), ("Thread-Index", "Ad" + base64.b64encode(rng.randbytes(15)).decode()),
            ("X-Mailer", "Microsoft Outlook 16.0"), ("Content-Language", "en-US"), ("X-MS-Has-Attach", "yes"),
            ("X-MS-Exchange-Organization-SCL", "-1")]
    if mua == "gmail":
        return f"CA{hexa(6)}+{hexa(22)}@mail.gmail.example", [("X-Gm-Message-State", "AOJu0Y" + hexa(40))]
    if mua == "thunderbird":
        return f"{hexa(8)}-{hexa(4)}-4{hexa(3)}-9{hexa(3)}-{hexa(12)}@{domain}", [
            ("User-Agent", "Mozilla Thunderbird"), ("Content-Language", "es-ES")]
    if mua == "apple":
        return f"{upper(8)}-{upper(4)}-4{upper(3)}-A{upper(3)}-{upper(12)}@{domain}", [("X-Mailer", "Apple Mail (2.3774.600.62)")]
    if mua == "zimbra":
        return f"{rng.randint(10**8, 10**9)}.{rng.randint(10**5, 10**6)}.17{rng.randint(10**10, 10**11)}.JavaMail.zimbra@{domain}", [
            ("X-Originating-IP", f"[192.0.2.{rng.randint(2, 250)}]"), ("X-Mailer", "Zimbra 10.0.7_GA_4598 (ZimbraWebClient - FF131 (Win)/10.0.7)")]
    if mua == "roundcube":
        return f"{hexa(32)}@{domain}", [("X-Sender", sender), ("User-Agent", "Roundcube Webmail/1.6.9")]
    if mua == "mobile":
        return f"{hexa(24)}@{domain}", [("X-Mailer", "iPhone Mail (22B91)")]
    return f"{hexa(20)}@{domain}", []


def message(sample, sender, subject, date, body, mua="thunderbird", country="ES", to=None, more=(), return_path=None, message_id=None,
            reply_to=None, drop=()):
    """A whole message. `sender` is (name, address) or a raw From value; `date` is a local time `2026-11-17 09:12`."""
    rng = random.Random(hashlib.sha256(sample.encode()).hexdigest())
    name, address = sender
    domain = address.rpartition("@")[2]
    local = datetime.datetime.fromisoformat(date).replace(tzinfo=zoneinfo.ZoneInfo(ZONE[country]), second=rng.randint(0, 59))
    generated, fields = program(mua, rng, address, domain)
    message_id = message_id or generated
    host = MTA[mua].format(n=rng.randint(10, 99), domain=domain)
    ident = "".join(rng.choice("0123456789ABCDEF") for _ in range(10))
    utc = (local + datetime.timedelta(seconds=rng.randint(3, 20))).astimezone(datetime.timezone.utc)
    stamp = email.utils.format_datetime(utc)
    headers = [("Return-Path", f"<{address}>" if return_path is None else return_path),
               ("Delivered-To", US),
               ("Received", f"from {host} ({host} [192.0.2.{rng.randint(2, 250)}])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
                            f"(256/256 bits))\r\n\tby mx1.uclg.example (Postfix) with ESMTPS id {ident}\r\n\tfor <{US}>; {stamp}"),
               ("Authentication-Results", f"mx1.uclg.example; spf=pass smtp.mailfrom={domain};\r\n\tdmarc=pass header.from={domain}"),
               ("Received", f"from [10.{rng.randint(1, 250)}.{rng.randint(1, 250)}.{rng.randint(2, 250)}] by {host} with ESMTPSA;\r\n\t"
                            f"{email.utils.format_datetime(local)}"),
               ("From", f"{display(name)} <{address}>" if name else address),
               ("To", to or f"<{US}>"),
               ("Subject", q(subject)),
               ("Date", email.utils.format_datetime(local)),
               ("Message-ID", f"<{message_id}>")]
    if reply_to:
        headers.append(("Reply-To", reply_to))
    headers += [(k, q(subject) if v is None else v) for k, v in fields]
    headers += list(more) + [("MIME-Version", "1.0")]
    headers = [(k, v) for k, v in headers if k not in drop]
    return Part(headers + body.headers, body.body).bytes()
