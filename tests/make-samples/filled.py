"""The samples that hold a filled form. Each function gives one message and what must be read in it."""

import html
import io
import unicodedata
import zipfile

import layouts as L
import mails as M
import producers as P
from labels import ESSAYS, FIELDS, GROUPS, labels
from sample import form, sample
from towns import TOWN

SHORT = [f for f in FIELDS if f not in ESSAYS]


def person(town):
    return town.shown("contact_name"), town.values["contact_email"]


def covering(town, words, *attachments, seed, **how):
    """A covering note with attachments."""
    return M.multi("mixed", [M.text(words, **how), *attachments], seed)


# ------------------------------------------------------------------------------------------------ Word and its relatives

@sample("001-word-table-two-columns-en")
def _(name):
    town = TOWN["harrowmere"]
    file = M.attach(L.docx_table(town, labels("en")), M.DOCX, "Harrowmere join form.docx")
    note = "Dear colleagues,\n\nPlease find attached the completed form of Harrowmere City Council.\n\nKind regards,\nDesmond Okafor-Lyle\n"
    return M.message(name, person(town), "Harrowmere joins the campaign", "2026-11-17 10:24", covering(town, note, file, seed=name), "outlook", "GB"), form(4, town)


@sample("002-word-four-columns-landscape-en")
def _(name):
    town = TOWN["wattlecreek"]
    file = M.attach(L.docx_four_columns(town, labels("en", other=True)), M.DOCX, "WCSC_HRCT_form.docx")
    note = "G'day,\n\nForm attached as resolved by Council last week. Give me a ring if anything is missing.\n\nKeiran\n"
    return M.message(name, person(town), "Form from Wattle Creek Shire", "2025-12-03 15:40", covering(town, note, file, seed=name), "outlook", "AU"), form(4, town)


@sample("003-word-label-above-answer-pt")
def _(name):
    town = TOWN["pedradosertao"]
    file = M.attach(L.docx_below(town, labels("pt", other=True), numbered=True), M.DOCX, "Formulário de adesão - Pedra do Sertão.docx", style="2047")
    note = "Prezados,\n\nSegue em anexo o formulário preenchido.\n\nAtenciosamente,\nRaimundo Teles\n"
    return M.message(name, person(town), "Adesão de Pedra do Sertão", "2026-11-18 16:05", covering(town, note, file, seed=name, transfer="quoted-printable"), "outlook", "BR"), form(4, town)


@sample("004-word-content-controls-fr")
def _(name):
    town = TOWN["ndiambour"]
    file = M.attach(L.docx_controls(town, labels("fr"), placeholder="Cliquez ou appuyez ici pour entrer du texte."), M.DOCX, "formulaire_ndiambalane.docx")
    note = "Madame, Monsieur,\n\nVeuillez trouver ci-joint le formulaire de notre commune.\n\nCordialement,\nM. L. Kébé\n"
    return M.message(name, person(town), "Formulaire d'adhésion – Commune de Ndiambalane", "2026-11-19 11:12", covering(town, note, file, seed=name), "gmail", "SN"), form(4, town)


@sample("005-word-legacy-form-fields-es")
def _(name):
    town = TOWN["puertoalerce"]
    file = M.attach(L.docx_legacy(town, labels("es", other=True)), M.DOCX, "FORMULARIO PUERTO ALERCE.docx")
    note = "Estimadas y estimados:\n\nAdjunto el formulario de la Municipalidad de Puerto Alerce.\n\nSaludos cordiales\n"
    return M.message(name, person(town), "Formulario campaña derechos humanos", "2026-01-06 12:31", covering(town, note, file, seed=name), "thunderbird", "CL"), form(4, town)


@sample("006-word-tracked-changes-es")
def _(name):
    town = TOWN["montelirio"].but(consent_publish=("Sí", "yes"))
    changes = {"population": "98.700", "contact_name": "Washington Píriz", "motivation": "Queremos participar."}
    file = M.attach(L.docx_tracked(town, labels("es"), changes), M.DOCX, "Adhesion_Montelirio_v3.docx")
    note = "Buenas tardes,\n\nVa el formulario con las correcciones de la Intendencia.\n\nSilvana\n"
    return M.message(name, person(town), "Adhesión de la Intendencia de Montelirio", "2026-11-10 17:50", covering(town, note, file, seed=name), "gmail", "UY"), form(4, town)


@sample("007-word-97-table-en")
def _(name):
    town = TOWN["umvoti"]
    doc = P.office(L.docx_table(town, labels("en"), sections=False, tick=False), "docx", "doc")
    note = "Good day\n\nThe attached form refers. Kindly acknowledge receipt.\n\nRegards\nPieter Hlophe\n"
    return M.message(name, person(town), "UMKHALANGA DM: JOIN FORM", "2025-03-17 09:02", covering(town, note, M.attach(doc, "application/msword", "UDM form.doc"), seed=name), "outlook", "ZA"), form(3, town)


@sample("008-opendocument-table-es")
def _(name):
    town = TOWN["santelmo"]
    odt = P.office(L.docx_table(town, labels("es", other=True), boxes="□■"), "docx", "odt")
    note = "Cordial saludo.\n\nRemito el formulario diligenciado.\n\nLuz Dary Ocampo\nSecretaria de Gobierno\n"
    return M.message(name, person(town), "Formulario diligenciado - San Telmo del Río", "2026-11-17 14:18", covering(town, note, M.attach(odt, M.ODT, "formulario.odt"), seed=name), "roundcube", "CO"), form(4, town)


@sample("009-rich-text-table-fr")
def _(name):
    town = TOWN["mbalkoum"]
    rtf = P.office(L.docx_table(town, labels("fr"), sections=False, tick=False), "docx", "rtf")
    note = "Bonjour,\n\nCi-joint notre formulaire.\n\nRigobert Tchuente\n"
    return M.message(name, person(town), "Adhesion Mbalkoum", "2026-02-23 08:47", covering(town, note, M.attach(rtf, "application/rtf", "Mbalkoum.rtf"), seed=name), "mobile", "CM"), form(4, town)


@sample("010-spreadsheet-en")
def _(name):
    town = TOWN["karangbiru"]
    file = M.attach(L.xlsx(town, labels("en")), M.XLSX, "Join form Karangbiru.xlsx")
    note = "Dear Sir/Madam,\n\nPlease find our join form attached.\n\nBest regards,\nAgus Prihatin\n"
    # A sheet holds the number itself, not "1,85 million".
    return M.message(name, person(town), "Karangbiru - join form", "2025-02-21 13:26", covering(town, note, file, seed=name), "gmail", "ID"), form(3, town)


# ------------------------------------------------------------------------------------------------ PDF

@sample("011-pdf-libreoffice-table-es")
def _(name):
    town = TOWN["valdeolmo"]
    pdf = P.office(L.docx_table(town, labels("es")), "docx", "pdf")
    note = "Buenos días:\n\nAdjunto el formulario de adhesión aprobado por el pleno.\n\nUn saludo,\nÍñigo Perdiguero\n"
    return M.message(name, person(town), "Adhesión del Ayuntamiento de Valdeolmo del Páramo", "2026-11-10 13:05", covering(town, note, M.attach(pdf, "application/pdf", "Formulario_Valdeolmo.pdf"), seed=name), "thunderbird", "ES"), form(4, town)


@sample("012-pdf-fillable-filled-by-pypdf-fr")
def _(name):
    town = TOWN["montrezac"]
    pdf = P.fill_pypdf(P.fillable(town, labels("fr")), P.entries(town))
    note = "Bonjour,\n\nVous trouverez ci-joint notre formulaire.\n\nBien à vous,\nYannick Delbreil\n"
    return M.message(name, person(town), "Formulaire de Montrézac-sur-Auvette", "2026-11-09 09:33", covering(town, note, M.attach(pdf, "application/pdf", "formulaire.pdf"), seed=name), "zimbra", "FR"), form(4, town)


@sample("013-pdf-fillable-without-appearances-meaningless-names-en")
def _(name):
    town = TOWN["maplenarrows"]
    names = [f"Text{n}" for n in range(1, len(FIELDS) + 1)]
    pdf = P.fill_pdftk(P.fillable(town, labels("en", other=True), names=names), P.entries(town, names=names), "need_appearances")
    note = "Hello,\n\nHere is our form, filled in Preview.\n\nTobias\n"
    return M.message(name, person(town), "Maple Narrows form", "2026-11-12 16:44", covering(town, note, M.attach(pdf, "application/pdf", "Join form (filled).pdf"), seed=name), "apple", "CA"), form(4, town)


@sample("014-pdf-fillable-flattened-es")
def _(name):
    town = TOWN["xochitepetl"]
    pdf = P.fill_pdftk(P.fillable(town, labels("es")), P.entries(town), "flatten")
    note = "Buen día.\n\nPor este medio remito el formulario.\n\nHugo Arizmendi\n"
    return M.message(name, person(town), "Xochitepetl de las Flores se suma", "2026-11-13 18:20", covering(town, note, M.attach(pdf, "application/pdf", "Formulario.pdf"), seed=name), "outlook", "MX"), form(4, town)


@sample("015-pdf-libreoffice-form-export-pt")
def _(name):
    town = TOWN["cegonhas"]
    empty = P.office(L.html_inputs(town, labels("pt")).encode(), "html", "pdf:writer_pdf_Export", "HTML (StarWriter)")
    values = {f: town.shown(f) for f in FIELDS if town.shown(f) and f not in ("uclg_member", "consent_publish")}
    values |= {"uclg_member_no": "/no", "consent_publish_yes": "/yes"}
    pdf = P.fill_pypdf(empty, values)
    note = "Exmos. Senhores,\n\nJunto se envia o formulário do Município.\n\nCom os melhores cumprimentos,\nDuarte Rebocho\n"
    return M.message(name, person(town), "Formulário de adesão do Município de Vale das Cegonhas", "2026-11-05 10:58", covering(town, note, M.attach(pdf, "application/pdf", "Formulário.pdf", style="2231"), seed=name), "roundcube", "PT"), form(4, town)


@sample("016-pdf-chromium-print-of-a-web-form-en")
def _(name):
    town = TOWN["tagubay"]
    pdf = P.chromium(L.html_cards(town, labels("en")))
    note = "Good day!\n\nAttached is the form of the City Government of Tagubay.\n\nJun\n"
    return M.message(name, person(town), "Tagubay City: join form", "2026-11-10 08:15", covering(town, note, M.attach(pdf, "application/pdf", "Human Rights Cities.pdf"), seed=name), "gmail", "PH"), form(4, town)


@sample("017-pdf-essays-over-page-breaks-es")
def _(name):
    town = TOWN["altocanari"].but(
        why_lrg=" ".join([TOWN["altocanari"].values["why_lrg"]] + [
            "En cada parroquia hay una asamblea que decide qué se arregla primero y quién vigila que se haga bien.",
            "La prefectura convoca, pone la maquinaria y responde por el resultado delante de todo el mundo.",
            "Cuando el Estado central cambia de prioridades, los canales de riego siguen necesitando mantenimiento y las escuelas siguen necesitando camino."] * 3),
        policies=" ".join(["Sistema provincial de riego comunitario con ochenta y cuatro juntas.", "Escuela de lideresas con guardería incluida.",
                           "Observatorio de niñez y adolescencia.", "Brigadas médicas en lengua kichwa."] * 6))
    pdf = P.office(L.docx_below(town, labels("es")), "docx", "pdf")
    note = "Estimados compañeros:\n\nAdjunto el formulario de la Prefectura.\n\nPaulina Cabrera\n"
    return M.message(name, person(town), "Prefectura de Alto Cañarí", "2026-11-11 15:37", covering(town, note, M.attach(pdf, "application/pdf", "prefectura.pdf"), seed=name), "outlook", "EC"), form(4, town)


@sample("018-pdf-weasyprint-owner-encrypted-fr")
def _(name):
    town = TOWN["lironde"]
    pdf = P.weasyprint(L.html_table(town, labels("fr"), style="td{border:1px solid #444;padding:4px}table{border-collapse:collapse}"))
    pdf = P.qpdf(pdf, "--encrypt", "", "secretariat", "128", "--use-aes=y", "--modify=none", "--extract=n")
    note = "Bonjour,\n\nCi-joint le formulaire du Département (document protégé contre la modification).\n\nO. Pradeilles\n"
    return M.message(name, person(town), "Département de la Haute-Lironde : formulaire", "2024-12-16 17:09", covering(town, note, M.attach(pdf, "application/pdf", "formulaire-signe.pdf"), seed=name), "zimbra", "FR"), form(3, town)


@sample("019-pdf-pages-turned-en")
def _(name):
    town = TOWN["lindenau"]
    pdf = P.rotate_pages(P.office(L.docx_four_columns(town, labels("en")), "docx", "pdf"), 90)
    note = "Dear team,\n\nplease find enclosed our form.\n\nBest regards\nÇiğdem Baumgärtner\n"
    return M.message(name, person(town), "Lindenwerder: Formular / form", "2026-11-12 09:55", covering(town, note, M.attach(pdf, "application/pdf", "Formular Lindenwerder.pdf"), seed=name), "outlook", "DE"), form(4, town)


@sample("020-pdf-text-in-russian-labels-in-english")
def _(name):
    town = TOWN["zhanasai"]
    pdf = P.office(L.docx_table(town, labels("en")), "docx", "pdf")
    note = "Здравствуйте!\n\nНаправляем анкету города Жанасай.\n\nС уважением,\nДинара Ахметжанова\n"
    return M.message(name, person(town), "Анкета города Жанасай", "2026-11-16 12:00", covering(town, note, M.attach(pdf, "application/pdf", "Анкета Жанасай.pdf"), seed=name, charset="koi8-r", transfer="base64"), "thunderbird", "KZ"), form(4, town)


@sample("021-pdf-chromium-greek-answers-in-a-table")
def _(name):
    town = TOWN["limnoupoli"]
    pdf = P.chromium(L.html_table(town, labels("en", other=True), attributes='border=1 cellspacing=0 cellpadding=6 width=100%'))
    note = "Καλημέρα σας,\n\nσας αποστέλλουμε τη φόρμα του Δήμου μας.\n\nΣτέλιος Βαφειάδης\n"
    return M.message(name, person(town), "Φόρμα συμμετοχής Δήμου Νέας Λιμνούπολης", "2026-11-13 11:41", covering(town, note, M.attach(pdf, "application/pdf", "forma.pdf"), seed=name, charset="iso-8859-7", transfer="quoted-printable"), "roundcube", "GR"), form(4, town)


@sample("022-pdf-turkish-letters-in-subset-fonts")
def _(name):
    town = TOWN["cinarlibahce"]
    pdf = P.office(L.docx_four_columns(town, labels("en")), "docx", "pdf")
    note = "Sayın yetkililer,\n\nFormumuz ektedir.\n\nİlker Şenocak\n"
    return M.message(name, person(town), "Çınarlıbahçe Belediyesi katılım formu", "2026-11-13 10:20", covering(town, note, M.attach(pdf, "application/pdf", "Çınarlıbahçe.pdf"), seed=name, charset="iso-8859-9", transfer="8bit"), "outlook", "TR"), form(4, town)


@sample("023-word-korean-answers-english-labels")
def _(name):
    town = TOWN["hanbit"]
    file = M.attach(L.docx_table(town, labels("en")), M.DOCX, "참가신청서_한빛나루시.docx", style="2047")
    note = "안녕하세요.\n\n한빛나루시 참가 신청서를 보내드립니다.\n\n문하람 드림\n"
    return M.message(name, person(town), "한빛나루시 참가 신청", "2026-11-11 15:02", covering(town, note, file, seed=name, transfer="base64"), "script", "KR"), form(4, town)


@sample("024-word-arabic-answers-arabic-digits-french-labels")
def _(name):
    town = TOWN["zaytoun"]
    file = M.attach(L.docx_table(town, labels("fr"), tick=False), M.DOCX, "استمارة.docx")
    note = "تحية طيبة،\n\nتجدون صحبة هذا استمارة بلدية وادي الزيتون الكبرى.\n\nكريم الطرابلسي\n"
    return M.message(name, person(town), "استمارة الانضمام", "2026-11-16 10:10", covering(town, note, file, seed=name, charset="windows-1256", transfer="base64"), "gmail", "TN"), form(4, town)


# ------------------------------------------------------------------------------------------------ scans

@sample("025-scan-slightly-turned-es")
def _(name):
    town = TOWN["villaesperanza"]
    pdf = P.scan_pdf(P.office(L.docx_table(town, labels("es"), sections=False, tick=False), "docx", "pdf"), name, dpi=170, angle=0.45)
    note = "Hola, va escaneado y firmado.\n\nFederico\n"
    return M.message(name, person(town), "Formulario Villa Esperanza del Sur", "2026-11-13 09:21", covering(town, note, M.attach(pdf, "application/pdf", "Scan_20261113.pdf"), seed=name), "apple", "AR"), form(4, town, ocr=True)


@sample("026-photo-of-a-page-fr")
def _(name):
    town = TOWN["valdesorene"]
    page = P.page_images(P.office(L.docx_table(town, labels("fr"), fields=[f for f in FIELDS if f not in ("networks", "council_decision", "signatory_name", "lrg_name_en", "mandate")], sections=False, tick=False), "docx", "pdf"), 190)[0]
    photo = P.scanned(page, name, angle=-0.6, quality=62, colour=True)
    note = "Bonjour,\n\nJe vous envoie une photo du formulaire rempli, notre scanner étant en panne.\n\nHélène Ostermann\n"
    return M.message(name, person(town), "Formulaire Val-de-Sorène", "2026-11-09 18:02", covering(town, note, M.attach(photo, "image/jpeg", "IMG_4471.jpg", disposition="inline"), seed=name), "mobile", "FR"), form(4, town, ocr=True, any=["consent_publish", "uclg_member"])


# ------------------------------------------------------------------------------------------------ bodies

@sample("027-body-label-and-value-en")
def _(name):
    town = TOWN["kisimani"]
    body = "Dear Secretariat,\n\nWe would like to join. Our details are below.\n\n" + L.lines(town, labels("en", other=True)) + "\n\nKind regards,\nBrian Lekuton\nMunicipality of Kisimani Hills\n"
    return M.message(name, person(town), "Joining the 10, 100, 1000 campaign", "2026-11-18 14:30", M.text(body), "gmail", "KE"), form(4, town)


@sample("028-body-hard-wrapped-essays-es")
def _(name):
    town = TOWN["altocanari"].but(lrg_name="Gobierno Provincial de Alto Cañarí", contact_name="Paulina Cabrera Loja")
    body = "Estimado equipo:\n\nNo pudimos abrir el archivo, así que contesto aquí.\n\n" + L.wrapped(L.lines(town, labels("es")), 66) + "\n\nAtentamente,\n\nPaulina Cabrera Loja\n"
    return M.message(name, person(town), "Respuestas al formulario", "2026-11-12 10:12", M.text(body, charset="iso-8859-1", transfer="quoted-printable"), "thunderbird", "EC"), form(4, town)


@sample("029-body-format-flowed-fr")
def _(name):
    town = TOWN["saintanselme"]
    body = M.flowed("Bonjour,\n\nVoici nos réponses :\n\n" + L.lines(town, labels("fr"), colon=" : ") + "\n\n-- \nÉloïse Bergevin\nAgente de développement social\n")
    return M.message(name, person(town), "Saint-Anselme-des-Monts : adhésion", "2026-11-16 09:48", M.text(body, params="; format=flowed"), "thunderbird", "QC"), form(4, town)


@sample("030-body-numbered-questions-answers-below-es")
def _(name):
    town = TOWN["tormeo"]
    body = "Buenas:\n\nEnviamos el formulario copiado en el correo.\n\n" + L.below(town, labels("es")) + "\n\nSaludos,\nMarta Corchero\n"
    return M.message(name, person(town), "Mancomunidad Ribera Alta del Tormeo", "2026-11-17 12:27", M.text(body), "roundcube", "ES"), form(4, town)


@sample("031-body-html-table-pasted-from-word-pt")
def _(name):
    town = TOWN["pedradosertao"].but(lrg_name="Prefeitura de Serra do Umbuzeiro", leader_name="Antônio Valverde Sá", leader_title="Prefeito", contact_name="Ivonete Maciel",
                                     contact_email="gabinete@serradoumbuzeiro.example", website="https://serradoumbuzeiro.example", population=("22.176", 22176),
                                     contact_role="Chefe de gabinete", postal_address="Rua do Comércio, 101, Serra do Umbuzeiro", signed_on=("17/11/2026", "2026-11-17"))
    rows = "".join(f'<tr style="mso-yfti-irow:{n}"><td width=239 style="border:solid windowtext 1.0pt;padding:0cm 5.4pt"><p class=MsoNormal><b>{html.escape(labels("pt")[f])}</b>'
                   f'<o:p></o:p></p></td><td width=361><p class=MsoNormal>{html.escape(town.shown(f)) or "&nbsp;"}<o:p></o:p></p></td></tr>' for n, f in enumerate(FIELDS))
    body = ('<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm} --></style></head><body lang=PT-BR>'
            f'<p class=MsoNormal>Boa tarde, segue o formul&aacute;rio.</p><table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>{rows}</table>'
            '<p class=MsoNormal>Atenciosamente,<br>Ivonete</p></body></html>')
    flat = "Boa tarde, segue o formulário.\n\n" + "\n\n".join(f"{labels('pt')[f]}\n\n{town.shown(f)}" for f in FIELDS) + "\n\nAtenciosamente,\nIvonete\n"
    both = M.multi("alternative", [M.text(flat, transfer="quoted-printable"), M.text(body, "html", transfer="quoted-printable")], name)
    return M.message(name, person(town), "Adesão à campanha", "2026-11-18 15:55", both, "outlook", "BR"), form(4, town)


@sample("032-body-html-only-definition-list-fr")
def _(name):
    town = TOWN["montrezac"].but(lrg_name="Mairie de Puy-Cendré", lrg_name_en=None, leader_name="Achille Roumégoux", leader_title="Maire", contact_name="Nadège Sabourdy",
                                 contact_email="mairie@puycendre.example", website="https://puycendre.example", population=("3 214", 3214), council_decision=None, networks=None,
                                 postal_address="1 rue du Lavoir, 24999 Puy-Cendré", subdivision="Dordogne", signatory_name=None, signed_on=("10/11/2026", "2026-11-10"),
                                 contact_role="Secrétaire générale", mandate=None)
    items = "".join(f"<dt><strong>{html.escape(labels('fr', True)[f])}</strong></dt><dd>{html.escape(town.shown(f))}</dd>" for f in FIELDS if town.shown(f))
    body = f"<html><body><p>Bonjour,<br>voici le formulaire de notre commune.</p><dl>{items}</dl><p>--<br>Nadège</p></body></html>"
    return M.message(name, person(town), "adhésion de Puy-Cendré", "2026-11-12 19:31", M.text(body, "html", transfer="base64"), "mobile", "FR"), form(4, town)


@sample("033-body-utf8-declared-as-latin1-es")
def _(name):
    town = TOWN["fontdelallop"]
    body = "Buenos días,\n\n" + L.lines(town, labels("es")) + "\n\nUn saludo,\nAmparo Climent\n"
    return M.message(name, person(town), "Adhesion de Font del Llop", "2026-11-17 08:50", M.text(body, declared="iso-8859-1"), "script", "ES"), form(4, town)


@sample("034-body-reply-below-the-quoted-invitation-en")
def _(name):
    town = TOWN["kisimani"].but(lrg_name="Ngongotaka Town Board", population=("64,900", 64900), leader_name="Achieng Barasa", leader_title="Chairperson", contact_name="Philip Mutua",
                                contact_role="Clerk", contact_email="clerk@ngongotaka.example", contact_phone=("+254 20 2000188", "+254202000188"), signed_on=("19 November 2026", "2026-11-19"))
    invitation = ("Dear Clerk,\n\nThe campaign is still open. Please send us the join form: name of your government, country,\ncontact person and your motivations. "
                  "We will acknowledge it.\n\nThe CISDP secretariat\n")
    body = "Thank you for the invitation. The answers of our Board:\n\n" + L.lines(town, labels("en")) + "\n\nPhilip Mutua\n\nOn Mon, 16 Nov 2026 at 10:02, CISDP <cisdp1@uclg.org> wrote:\n" + L.quoted(invitation)
    more = [("In-Reply-To", "<20261116.invite.77@mail.uclg.example>"), ("References", "<20261116.invite.77@mail.uclg.example>")]
    return M.message(name, person(town), "Re: Invitation: 10, 100, 1000 Human Rights Cities", "2026-11-19 13:13", M.text(body), "gmail", "KE", more=more), form(4, town)


# ------------------------------------------------------------------------------------------------ wrappers

@sample("035-forward-quoted-inline-es")
def _(name):
    town = TOWN["santelmo"].but(lrg_name="Alcaldía de Peñas Blancas", leader_name="Orlando Ruiz Arango", contact_name="Marleny Pabón", contact_role="Personera municipal",
                                contact_email="personeria@penasblancas.example", website="https://penasblancas.example", population=("18.430", 18430), subdivision="Santander",
                                postal_address="Calle 4 # 3-12, Peñas Blancas", signatory_name=None, signed_on=("12/11/2026", "2026-11-12"))
    inner = (f"---------- Forwarded message ---------\nDe: Marleny Pabón <{town.values['contact_email']}>\nDate: jue, 12 nov 2026 a las 17:20\nSubject: Formulario\nTo: <enlace@redandina.example>\n\n\n"
             f"Doctor Nieto:\n\nEnvío lo que pidió.\n\n{L.lines(town, labels('es'))}\n\nMarleny\n")
    body = "Compañeras, les reenvío el formulario de Peñas Blancas.\n\nGermán Nieto\nRed Andina de Municipios\n\n" + inner
    return M.message(name, ("Germán Nieto", "enlace@redandina.example"), "Fwd: Formulario", "2026-11-13 08:08", M.text(body), "gmail", "CO"), form(4, town)


@sample("036-forward-as-attached-message-en")
def _(name):
    town = TOWN["harrowmere"].but(lrg_name="Saltmarsh Borough Council", leader_name="Gwendolyn Achebe", contact_name="Rupert Fennimore", contact_email="r.fennimore@saltmarsh.example",
                                  website="https://www.saltmarsh.example", population=("139,050", 139050), subdivision="Essex", contact_phone=("020 7946 0321", "+442079460321"), mandate=None,
                                  postal_address="Quay House, Saltmarsh SM1 9ZZ", networks=None, council_decision=None, signatory_name="Gwendolyn Achebe",
                                  contact_role="Policy Officer", signed_on=("5 November 2026", "2026-11-05"))
    file = M.attach(L.docx_table(town, labels("en")), M.DOCX, "Saltmarsh.docx")
    inner = M.message(name + "/inner", person(town), "Our form", "2026-11-05 16:20", covering(town, "Form attached.\n\nRupert\n", file, seed=name + "i"), "outlook", "GB", to="<network@rightsalliance.example>")
    body = M.multi("mixed", [M.text("Hello, this one went to us by mistake.\n\nBest,\nMoira\n"), M.forwarded(inner, "Our form.eml")], name)
    return M.message(name, ("Moira Castell", "network@rightsalliance.example"), "FW: Our form", "2026-11-06 10:01", body, "outlook", "GB"), form(4, town)


@sample("037-zip-with-form-and-annex-fr")
def _(name):
    town = TOWN["lironde"].but(lrg_name="Ville de Carbezac", gov_type=("Commune", "municipality"), leader_name="Jean-Loup Estrade", leader_title="Maire", contact_name="Aurore Pébayle", contact_role="Cheffe de projet",
                               contact_email="aurore.pebayle@carbezac.example", website="https://carbezac.example", population=("11 305", 11305), mandate=None, subdivision="Aveyron",
                               contact_phone=("05 36 49 77 01", "+33536497701"), postal_address="Place d'Armes, 12998 Carbezac", networks=None, signed_on=("17/11/2026", "2026-11-17"))
    pdf = P.office(L.docx_table(town, labels("fr", other=True)), "docx", "pdf")
    annex = L.docx_text("Extrait du registre des délibérations", ["Le conseil municipal de Carbezac, réuni le 12 novembre 2026, autorise le maire à adhérer au mouvement."])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in (("Carbezac/Formulaire d'adhésion.pdf", pdf), ("Carbezac/Délibération.docx", annex)):
            archive.writestr(zipfile.ZipInfo(entry, (2026, 11, 17, 9, 0, 0)), data)
    note = "Bonjour,\n\nVous trouverez le dossier complet dans l'archive jointe.\n\nAurore Pébayle\n"
    return M.message(name, person(town), "Dossier d'adhésion de Carbezac", "2026-11-18 11:36", covering(town, note, M.attach(packed.getvalue(), "application/zip", "Carbezac.zip"), seed=name), "zimbra", "FR"), form(4, town, any=["council_decision"])


@sample("038-two-towns-in-one-mail-es")
def _(name):
    first = TOWN["xochitepetl"].but(lrg_name="Ayuntamiento de Cuauhtlapan", leader_name="Efraín Xicale Luna", leader_title="Presidente Municipal", contact_email="presidencia@cuauhtlapan.example",
                                    contact_name="Berenice Totolhua", contact_role="Regidora de Igualdad", website="https://cuauhtlapan.example", population=("44,018", 44018), networks=None,
                                    postal_address="Av. Juárez 1, Cuauhtlapan", motivation="Queremos que la milpa y el agua entren en la agenda de derechos.", signed_on=("18/11/2026", "2026-11-18"))
    second = TOWN["xochitepetl"].but(lrg_name="Ayuntamiento de San Bartolo Tepetzingo", leader_name="Araceli Coyotl Flores", contact_email="dif@tepetzingo.example", contact_name="Noé Zempoalteca",
                                     contact_role="Director del DIF", website="https://tepetzingo.example", population=("17,556", 17556), networks=None, contact_phone=("222 555 0191", "+522225550191"),
                                     postal_address="Plaza Principal s/n, Tepetzingo", motivation="Nos interesa compartir el refugio para mujeres jornaleras.", signed_on=("18/11/2026", "2026-11-18"))
    parts = [M.attach(L.docx_table(first, labels("es")), M.DOCX, "Cuauhtlapan.docx"), M.attach(P.office(L.docx_below(second, labels("es")), "docx", "pdf"), "application/pdf", "Tepetzingo.pdf")]
    note = "Estimadas colegas:\n\nLes envío los formularios de dos municipios que acompañamos.\n\nIrma Sandoval\nCentro de Estudios Municipales\n"
    return M.message(name, ("Irma Sandoval", "irma@estudiosmunicipales.example"), "Dos formularios de Puebla", "2026-11-19 17:45", covering(first, note, *parts, seed=name), "outlook", "MX"), form(4, first, second)


@sample("039-pdf-and-word-copy-of-one-form-en")
def _(name):
    town = TOWN["lindenau"].but(lrg_name="Stadt Kranichsee", lrg_name_en="City of Kranichsee", leader_name="Ruprecht Wölfel", leader_title="Bürgermeister", contact_name="Sibylle Thormann", mandate=None,
                                contact_email="thormann@kranichsee.example", website="https://kranichsee.example", population=("28 450", 28450), contact_role="Referentin", subdivision="Sachsen",
                                contact_phone=("+49 30 23125 188", "+493023125188"), postal_address="Markt 3, 01999 Kranichsee", networks=None, signed_on=("16 November 2026", "2026-11-16"))
    word = L.docx_table(town, labels("en"))
    pdf = P.office(word, "docx", "pdf")
    parts = [M.attach(pdf, "application/pdf", "Kranichsee join form.pdf"), M.attach(word, M.DOCX, "Kranichsee join form.docx")]
    note = "Dear all,\n\nour form, as PDF and as Word file.\n\nSibylle Thormann\n"
    return M.message(name, person(town), "Join form Kranichsee", "2026-11-17 09:09", covering(town, note, *parts, seed=name), "thunderbird", "DE"), form(4, town)


@sample("040-two-copies-that-contradict-en")
def _(name):
    town = TOWN["maplenarrows"].but(lrg_name="Town of Cedar Portage", leader_name="Winona Desjarlais", contact_name="Hamish Oyelaran", contact_email="hoyelaran@cedarportage.example", subdivision="Manitoba",
                                    website="www.cedarportage.example", population=("14 600", 14600), contact_phone=("+1 204-555-0131", "+12045550131"), postal_address="9 Dock Road, Cedar Portage, MB R0C 9Z9",
                                    signatory_name=None, signed_on=("2026-11-16", "2026-11-16"))
    other = town.but(population=("41 600", 41600))
    parts = [M.attach(P.office(L.docx_table(town, labels("en")), "docx", "pdf"), "application/pdf", "Cedar Portage.pdf"), M.attach(L.docx_table(other, labels("en")), M.DOCX, "Cedar Portage.docx")]
    note = "Hi,\n\nForm attached in two formats.\n\nHamish\n"
    return M.message(name, person(town), "Cedar Portage form", "2026-11-17 11:20", covering(town, note, *parts, seed=name), "gmail", "CA"), form(4, town, status="review", any=["population"])


@sample("041-octet-stream-with-rfc2231-name-in-pieces-fr")
def _(name):
    town = TOWN["ndiambour"].but(lrg_name="Commune de Keur Yatma", leader_name="Ousmane Badiane", contact_name="Fatou Binetou Mané", contact_role="Conseillère", contact_email="fb.mane@keuryatma.example",
                                 population=("31 200", 31200), postal_address="BP 40, Keur Yatma", subdivision="Thiès", signed_on=("11/11/2026", "2026-11-11"))
    file = M.attach(L.docx_table(town, labels("fr"), boxes="□☑"), "application/octet-stream", "Formulaire d'adhésion – Commune de Keur Yatma (version définitive).docx", style="2231-split")
    return M.message(name, person(town), "Adhésion", "2026-11-12 12:12", covering(town, "Ci-joint.\n", file, seed=name), "zimbra", "SN"), form(4, town)


@sample("042-inline-pdf-with-decomposed-name-pt")
def _(name):
    town = TOWN["cegonhas"].but(lrg_name="Câmara Municipal de Águas Furtadas", leader_name="Baltazar Quintela", contact_name="Inês Salgueiro", contact_email="gab.presidencia@aguasfurtadas.example", mandate=None,
                                website="https://aguasfurtadas.example", population=("54 020", 54020), subdivision="Braga", contact_role="Adjunta", contact_phone=("266 555 088", "+351266555088"), council_decision=None,
                                postal_address="Praça Velha, 4799-001 Águas Furtadas", networks=None, signed_on=("16/11/2026", "2026-11-16"))
    pdf = P.office(L.docx_table(town, labels("pt", other=True)), "docx", "pdf")
    file = M.attach(pdf, "application/pdf", unicodedata.normalize("NFD", "Adesão Águas Furtadas.pdf"), disposition="inline", style="2231")
    return M.message(name, person(town), "Adesão – Águas Furtadas", "2026-11-16 18:40", M.multi("mixed", [M.text("Boa tarde,\n\n"), file, M.text("\nInês Salgueiro\n")], name), "apple", "PT"), form(4, town)


@sample("043-certified-mail-wrapper-it")
def _(name):
    town = TOWN["borgofiorente"]
    file = M.attach(P.office(L.docx_table(town, labels("en")), "docx", "pdf"), "application/pdf", "modulo.pdf")
    inner = M.message(name + "/inner", ("Comune di Borgofiorente", "protocollo@pec.borgofiorente.example"), "Adesione alla campagna", "2026-11-17 16:30",
                      covering(town, "Si trasmette il modulo di adesione.\n", file, seed=name + "i"), "script", "IT")
    receipt = '<?xml version="1.0" encoding="UTF-8"?><postacert tipo="posta-certificata" errore="nessuno"><intestazione><mittente>protocollo@pec.borgofiorente.example</mittente></intestazione></postacert>'
    note = ("Messaggio di posta certificata\n\nIl giorno 17/11/2026 alle ore 16:30:12 (+0100) il messaggio \"Adesione alla campagna\" è stato inviato da\n"
            "\"protocollo@pec.borgofiorente.example\" indirizzato a:\ncisdp1@uclg.org\nIl messaggio originale è incluso in allegato.\n")
    mixed = M.multi("mixed", [M.text(note, transfer="quoted-printable"), M.attach(receipt.encode(), "application/xml", "daticert.xml", disposition="inline"), M.forwarded(inner, "postacert.eml")], name)
    signature = M.attach(b"0\x80\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x02" + bytes(range(200)), "application/x-pkcs7-signature", "smime.p7s")
    body = M.multi("signed", [mixed, signature], name, params=' protocol="application/x-pkcs7-signature"; micalg=sha-256;')
    more = [("X-Trasporto", "posta-certificata"), ("X-Riferimento-Message-ID", "<opec.borgofiorente.1@pec.example>")]
    return M.message(name, ("Per conto di: protocollo@pec.borgofiorente.example", "posta-certificata@gestore-pec.example"), "POSTA CERTIFICATA: Adesione alla campagna", "2026-11-17 16:31", body, "script", "IT", more=more,
                     reply_to="protocollo@pec.borgofiorente.example"), form(4, town)


# ------------------------------------------------------------------------------------------------ what is missing or odd in the answers

@sample("044-placeholders-left-in-content-controls-en")
def _(name):
    town = TOWN["harrowmere"].but(lrg_name="Brackenford Town Council", leader_name="Cedric Holloway", leader_title="Town Mayor", contact_name=None, contact_role=None, contact_email=None, contact_phone=None,
                                  website="https://brackenford.example", population=("9,640", 9640), subdivision=None, mandate=None, networks=None, council_decision=None, signatory_name=None,
                                  postal_address=None, policies=None, signed_on=("12 November 2026", "2026-11-12"))
    file = M.attach(L.docx_controls(town, labels("en")), M.DOCX, "Brackenford.docx")
    return M.message(name, ("Town Clerk", "clerk@brackenford.example"), "Brackenford form", "2026-11-13 14:00", covering(town, "Form attached.\n\nTown Clerk\n", file, seed=name), "outlook", "GB"), form(4, town)


@sample("045-contact-email-missing-fr")
def _(name):
    town = TOWN["mbalkoum"].but(lrg_name="Commune de Bafoutou", leader_name="Honoré Kamdem", contact_email=None, population=("38 750", 38750), signed_on=("18/11/2026", "2026-11-18"))
    pdf = P.office(L.docx_table(town, labels("fr")), "docx", "pdf")
    return M.message(name, ("Mairie de Bafoutou", "mairie.bafoutou@poste.example"), "formulaire bafoutou", "2026-11-19 16:16", covering(town, "Bonsoir, voici le formulaire de la commune.\n", M.attach(pdf, "application/pdf", "bafoutou.pdf"), seed=name), "mobile", "CM"), form(4, town)


@sample("046-motivation-left-empty-in-table-es")
def _(name):
    town = TOWN["valdeolmo"].but(lrg_name="Ayuntamiento de Robledal de Yesa", leader_name="Eusebio Galarreta", leader_title="Alcalde", contact_email="secretaria@robledaldeyesa.example", motivation=None, why_hr=None,
                                 website="https://robledaldeyesa.example", population=("2.031", 2031), subdivision="Navarra", mandate=None, contact_name="Miren Ochotorena", contact_role="Secretaria",
                                 contact_phone=("948 55 01 23", "+34948550123"), postal_address="Calle Real, 9, Robledal de Yesa", networks=None, council_decision=None, signatory_name=None,
                                 signed_on=("19 de noviembre de 2026", "2026-11-19"))
    file = M.attach(L.docx_table(town, labels("es", other=True)), M.DOCX, "Robledal.docx")
    return M.message(name, person(town), "Formulario de Robledal de Yesa", "2026-11-20 09:14", covering(town, "Buenos días, adjunto formulario.\n\nMiren\n", file, seed=name), "thunderbird", "ES"), form(4, town)


@sample("047-association-of-towns-sends-the-form-es")
def _(name):
    town = TOWN["tormeo"].but(lrg_name="Asociación de Municipios del Valle de Guadalora", gov_type=("Asociación de gobiernos locales", "association"), leader_name="Remedios Cazalla", leader_title="Presidenta", subdivision="Jaén",
                              contact_name="Blas Montijano", contact_role="Gerente", contact_email="gerencia@valleguadalora.example", population=("68.900", 68900), contact_phone=("953 55 01 23", "+34953550123"),
                              signed_on=("13/11/2026", "2026-11-13"))
    file = M.attach(L.docx_table(town, labels("es")), M.DOCX, "Asociacion Guadalora.docx")
    return M.message(name, person(town), "Adhesión de la Asociación del Valle de Guadalora", "2026-11-13 12:56", covering(town, "Adjuntamos el formulario.\n", file, seed=name), "outlook", "ES"), form(4, town, status=["complete", "review"])


@sample("048-same-mail-again-through-another-road-en")
def _(name):
    town = TOWN["harrowmere"]
    first, expected = sample.made("001-word-table-two-columns-en")
    return first.replace(b"X-Mailer: Microsoft Outlook 16.0\r\n", b"").replace(b"Delivered-To: cisdp1@uclg.org\r\n", b"Delivered-To: cisdp1@uclg.org\r\nX-Forwarded-To: cisdp1@uclg.org\r\n"), expected


@sample("049-corrected-form-of-a-known-town-fr")
def _(name):
    town = TOWN["montrezac"].but(contact_name="Yannick Delbreil-Costes", contact_phone=("05 36 49 12 99", "+33536491299"), signed_on=("13 novembre 2026", "2026-11-13"))
    pdf = P.fill_pypdf(P.fillable(town, labels("fr")), P.entries(town))
    note = "Bonjour,\n\nNous vous renvoyons le formulaire complet, avec le bon numéro de téléphone. Merci de remplacer le précédent.\n\nYannick Delbreil-Costes\n"
    return M.message(name, ("Yannick Delbreil-Costes", "egalite@montrezac.example"), "Formulaire de Montrézac-sur-Auvette (remplace le précédent)", "2026-11-16 14:25", covering(town, note, M.attach(pdf, "application/pdf", "formulaire-v2.pdf"), seed=name), "zimbra", "FR"), form(4, town)


@sample("050-labels-without-accents-in-capitals-fr")
def _(name):
    town = TOWN["saintanselme"].but(lrg_name="Ville de Lac-aux-Outardes", lrg_name_en=None, leader_name="Gaétan Laframboise", leader_title="Maire", contact_name="Maïka Rousselot", contact_email="greffe@lacauxoutardes.example",
                                    website="https://lacauxoutardes.example", population=("4 115", 4115), contact_role="Greffière", contact_phone=("418 555-0188", "+14185550188"), postal_address="2, chemin du Lac, Lac-aux-Outardes",
                                    signed_on=("2026-11-18", "2026-11-18"))
    printed = {f: "".join(c for c in unicodedata.normalize("NFD", words) if not unicodedata.combining(c)).upper() for f, words in labels("fr").items()}
    pdf = P.office(L.docx_below(town, printed), "docx", "pdf")
    return M.message(name, person(town), "FORMULAIRE D'ADHESIÓN", "2026-11-19 10:37", covering(town, "Bonjour,\n\nvoir pièce jointe.\n", M.attach(pdf, "application/pdf", "FORMULAIRE.PDF"), seed=name), "outlook", "QC"), form(4, town)


@sample("051-leader-and-function-in-one-cell-en")
def _(name):
    town = TOWN["karangbiru"].but(lrg_name="Pemerintah Kabupaten Tanah Lembah", lrg_name_en="Tanah Lembah Regency", gov_type=("District", "district"), leader_name="Yohanes Tambunan", leader_title="Regent", contact_name="Sri Handayani",
                                  contact_email="bappeda@tanahlembah.example", website="https://tanahlembah.example", population=("412.500", 412500), contact_role="Head of Planning Agency", networks=None,
                                  postal_address="Jalan Merdeka 1, Tanah Lembah", signed_on=("11 November 2026", "2026-11-11"), subdivision="Sulawesi Tengah")
    printed = town.but(leader_name="Yohanes TAMBUNAN, Regent", leader_title=None)
    pdf = P.office(L.docx_table(printed, labels("en", leader_name="Name and function of the local or regional leader")), "docx", "pdf")
    return M.message(name, person(town), "Tanah Lembah Regency", "2026-11-12 14:48", covering(town, "Dear CISDP,\n\nform attached.\n\nSri\n", M.attach(pdf, "application/pdf", "Tanah Lembah.pdf"), seed=name), "gmail", "ID"), form(4, town, alt={"leader_name": ["Yohanes TAMBUNAN"]})


@sample("052-closing-formula-instead-of-a-date-field-fr")
def _(name):
    town = TOWN["valdesorene"].but(lrg_name="Communauté de communes du Haut-Tessan", leader_name="Sylvaine Brotteaux", leader_title="Présidente", contact_name="Loïc Perrachon", contact_email="contact@haut-tessan.example",
                                   website="https://haut-tessan.example", population=("13 870", 13870), subdivision="Loire", contact_role="Directeur général", contact_phone=("04 65 71 88 01", "+33465718801"),
                                   postal_address="Maison de pays, 42998 Tessan", signed_on=("12 novembre 2026", "2026-11-12"))
    printed = town.but(signed_on=None)
    body = L.lines(printed, labels("fr"), colon=" : ") + "\n\nFait à Tessan, le 12 novembre 2026\n\nSylvaine Brotteaux\n"
    return M.message(name, person(town), "Haut-Tessan", "2026-11-13 17:17", M.text("Bonjour,\n\n" + body, charset="windows-1252", transfer="8bit"), "outlook", "FR"), form(4, town, any=["signatory_name"])


# ------------------------------------------------------------------------------------------------ labels in other scripts

@sample("053-word-korean-labels-ko")
def _(name):
    town = TOWN["hanbit"]
    data = P.office(L.docx_table(town, labels("ko")), "docx", "docx:MS Word 2007 XML")
    file = M.attach(data, M.DOCX, "참여신청서_한빛나루시.docx")
    note = "안녕하십니까,\n\n한빛나루시의 참여 신청서를 첨부합니다.\n\n감사합니다.\n윤서진 드림\n"
    return M.message(name, person(town), "10, 100, 1000 인권도시 캠페인 참여 신청", "2026-11-16 09:12", covering(town, note, file, seed=name, transfer="base64"), "gmail", "KR"), form(4, town)


@sample("054-pdf-chromium-arabic-labels-ar")
def _(name):
    town = TOWN["wadnour"]
    sheet = L.html_table(town, labels("ar"), style="body{direction:rtl;font-family:'Noto Naskh Arabic'}")
    file = M.attach(P.chromium(sheet), "application/pdf", "استمارة واد النور.pdf")
    note = "السلام عليكم،\n\nتجدون رفقته استمارة جماعة واد النور.\n\nمع خالص التحية\nيوسف بنعلي\n"
    return M.message(name, person(town), "استمارة الانضمام إلى الحملة", "2026-11-17 11:40", covering(town, note, file, seed=name, transfer="base64"), "outlook", "ES"), form(4, town)


@sample("055-body-greek-labels-with-typing-errors-el")
def _(name):
    town = TOWN["almyri"]
    wrong = labels("el", population="Πληθισμός", contact_phone="Τηλέφονο", motivation="Κίνητρα για τη συμετοχή στην εκστρατεία",
                   website="Ιστότοπς", consent_publish="ΣΥΜΦΩΝΟΥΜΕ ΜΕ ΤΗ ΔΗΜΟΣΙΕΥΣΗ ΑΥΤΟΥ ΤΟΥ ΠΡΟΦΙΛ")
    body = "Αγαπητοί συνάδελφοι,\n\nσας στέλνουμε τα στοιχεία μας για την εκστρατεία.\n\n" + L.lines(town, wrong) + "\nΜε εκτίμηση,\nΝίκος Ζαχαρής\n"
    return M.message(name, person(town), "Συμμετοχή στην εκστρατεία", "2026-11-18 13:05", M.text(body, transfer="base64"), "thunderbird", "ES"), form(4, town)


# ------------------------------------------------------------------------------------------------ labels in further languages

@sample("090-body-hungarian-labels-hu")
def _(name):
    town = TOWN["tiszavirag"]
    body = "Tisztelt Titkárság!\n\nAz alábbiakban küldjük adatainkat.\n\n" + L.lines(town, labels("hu")) + "\n\nÜdvözlettel\nNagy Bálint\n"
    return M.message(name, person(town), "Csatlakozás a kampányhoz", "2026-11-16 10:20", M.text(body), "thunderbird", "HU"), form(4, town)


@sample("091-body-vietnamese-labels-vi")
def _(name):
    town = TOWN["songlam"]
    body = "Kính gửi Ban Thư ký,\n\nChúng tôi xin gửi thông tin sau.\n\n" + L.lines(town, labels("vi")) + "\n\nTrân trọng\nTrần Thị Mai\n"
    return M.message(name, person(town), "Đăng ký tham gia chiến dịch", "2026-11-17 09:05", M.text(body, transfer="base64"), "gmail", "VN"), form(4, town)
