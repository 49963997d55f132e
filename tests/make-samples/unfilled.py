"""The samples that hold no filled form: what people and robots also send to the mailbox."""

import layouts as L
import mails as M
import producers as P
from labels import labels
from sample import no_form, sample
from towns import TOWN, Town



def blank(lang):
    """A town that answers nothing."""
    town = Town("blank", lang, ("", ""), "other")
    town.values = {}
    return town


def minutes_pdf():
    return P.office(L.docx_text("Acta de la sesión ordinaria del pleno, 29 de octubre de 2026", [
        "Asistentes: la alcaldesa, doña Rosario Quintanilla, y once concejales. Excusa su ausencia don Julio Mendívil.",
        "1. Aprobación del acta anterior. Se aprueba por unanimidad.",
        "2. Presupuesto. La población empadronada a 1 de enero es de 12.480 habitantes, lo que obliga a revisar las tasas.",
        "3. Dación de cuentas. La alcaldesa informa de la campaña «10, 100, 1000 Ciudades y Territorios de Derechos Humanos para 2030» y de que "
        "el formulario se enviará en las próximas semanas. El portavoz del grupo mixto pregunta por el coste; se le responde que no tiene.",
        "4. Ruegos y preguntas. Se pide arreglar la fuente de la plaza.",
        "Y no habiendo más asuntos, se levanta la sesión a las 21:40."]), "docx", "pdf")


# ------------------------------------------------------------------------------------------------ people

@sample("060-pledge-in-words-en")
def _(name):
    body = ("Dear CISDP team,\n\nAt yesterday's meeting the council of Dunmarrow voted unanimously to join the campaign 10, 100, 1000 Human Rights Cities\nand Territories by 2030. "
            "Our mayor asks me to tell you that we are proud to commit. We have no form yet; please let us\nknow what you need from us.\n\nWith best wishes,\nOrla Gilhooly\nOffice of the Mayor, Dunmarrow\n")
    return M.message(name, ("Orla Gilhooly", "ogilhooly@dunmarrow.example"), "Dunmarrow commits to the campaign", "2026-11-17 11:11", M.text(body), "outlook", "GB"), no_form("pledge")


@sample("061-pledge-with-signed-letter-fr")
def _(name):
    letter = P.office(L.docx_text("Lettre d'engagement", [
        "Le maire de Combe-Ferrat à l'attention de la Commission Inclusion sociale, Démocratie participative et Droits humains",
        "Madame, Monsieur,",
        "Par la présente, j'ai l'honneur de vous confirmer que notre ville souhaite adhérer à la campagne « 10, 100, 1000 Villes et Territoires des droits humains d'ici 2030 » "
        "et s'engage à défendre les droits humains sur son territoire. Le formulaire vous parviendra après le conseil municipal de décembre.",
        "Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.", "Le maire, Théodore Vauzelle"]), "docx", "pdf")
    body = M.multi("mixed", [M.text("Bonjour,\n\nVeuillez trouver ci-joint la lettre d'engagement de M. le maire. Combe-Ferrat souhaite rejoindre la campagne.\n\nLe cabinet du maire\n"),
                             M.attach(letter, "application/pdf", "Lettre d'engagement.pdf")], name)
    return M.message(name, ("Cabinet du maire", "cabinet@combe-ferrat.example"), "Engagement de Combe-Ferrat", "2026-11-18 09:29", body, "zimbra", "FR"), no_form("pledge")


@sample("062-question-about-deadline-es")
def _(name):
    body = ("Buenas tardes:\n\nTrabajo en el Ayuntamiento de Peñarrubia y querría saber si todavía hay plazo para participar en la campaña y si es obligatorio que lo apruebe el pleno. "
            "¿Dónde se descarga el formulario?\n\nMuchas gracias,\nElvira Montoro\n")
    return M.message(name, ("Elvira Montoro", "emontoro@penarrubia.example"), "Consulta sobre la campaña", "2026-11-16 13:52", M.text(body), "mobile", "ES"), no_form("question")


@sample("063-question-about-eligibility-en")
def _(name):
    body = ("Hello,\n\nWe are a federation of village councils, not a municipality. Can we take part as a federation, or must each village send its own join form? "
            "And is the form available in Swahili?\n\nThanks in advance\nZawadi Mrema\n")
    return M.message(name, ("Zawadi Mrema", "zawadi@vijijivyetu.example"), "Can a federation join?", "2026-11-19 08:08", M.text(body, transfer="quoted-printable"), "gmail", "KE"), no_form("question")


@sample("064-correction-of-a-telephone-number-fr")
def _(name):
    body = ("Bonjour,\n\nUne erreur s'est glissée dans le formulaire que nous vous avons envoyé le 9 novembre : le numéro de téléphone correct est le 05 36 49 12 99 "
            "et non le 05 36 49 12 34. Merci de bien vouloir corriger.\n\nYannick Delbreil\nVille de Montrézac-sur-Auvette\n")
    more = [("In-Reply-To", "<ack.montrezac@mail.uclg.example>"), ("References", "<ack.montrezac@mail.uclg.example>")]
    return M.message(name, ("Yannick Delbreil", "egalite@montrezac.example"), "Rectificatif – formulaire de Montrézac-sur-Auvette", "2026-11-12 10:05", M.text(body), "zimbra", "FR", more=more), no_form("correction")


@sample("065-blank-form-returned-en")
def _(name):
    town = blank("en")
    pdf = P.fillable(town, labels("en"))
    body = M.multi("mixed", [M.text("Hi,\n\nAs requested, the form is attached.\n\nTerrence\n"), M.attach(pdf, "application/pdf", "Join form.pdf")], name)
    return M.message(name, ("Terrence Abiola", "tabiola@eastmarch.example"), "Form", "2026-11-13 15:15", body, "apple", "GB"), no_form("blank_form")


@sample("066-blank-word-form-es")
def _(name):
    town = blank("es")
    file = L.docx_controls(town, labels("es"), placeholder="Haga clic o pulse aquí para escribir texto.")
    body = M.multi("mixed", [M.text("Adjunto formulario.\n\nEnviado desde mi iPhone\n"), M.attach(file, M.DOCX, "Formulario de adhesión.docx", style="2047")], name)
    return M.message(name, ("Registro", "registro@valderrobles.example"), "Formulario de adhesión", "2026-11-18 20:40", body, "mobile", "ES"), no_form("blank_form")


@sample("067-encrypted-pdf-needs-a-password-fr")
def _(name):
    town = TOWN["lironde"]
    pdf = P.qpdf(P.office(L.docx_table(town, labels("fr")), "docx", "pdf"), "--encrypt", "lironde2026", "secret", "256")
    body = M.multi("mixed", [M.text("Bonjour,\n\nCi-joint le formulaire d'adhésion. Le mot de passe vous sera communiqué par téléphone.\n\nLe service informatique\n"), M.attach(pdf, "application/pdf", "Formulaire d'adhésion.pdf")], name)
    return M.message(name, ("DSI", "dsi@haute-lironde.example"), "Formulaire d'adhésion (protégé)", "2026-11-10 16:46", body, "outlook", "FR"), no_form("unreadable")


@sample("068-corrupt-pdf-cut-off-en")
def _(name):
    pdf = P.office(L.docx_table(TOWN["wattlecreek"], labels("en")), "docx", "pdf")
    # Only the beginning arrived: the fonts and the page's start, no table of objects, no whole stream.
    body = M.multi("mixed", [M.text("Please see our join form for the Human Rights Cities campaign.\n\nRegards\n"), M.attach(pdf[:900], "application/pdf", "Join form.pdf")], name)
    return M.message(name, ("Shire Office", "office@mulgabend.example"), "Join form, Mulga Bend Shire", "2026-11-11 07:59", body, "outlook", "AU"), no_form("unreadable")


@sample("069-minutes-that-mention-the-campaign-es")
def _(name):
    body = M.multi("mixed", [M.text("Buenos días:\n\nLes remitimos para su conocimiento el acta del último pleno.\n\nSecretaría\n"), M.attach(minutes_pdf(), "application/pdf", "acta_2026-10-29.pdf")], name)
    return M.message(name, ("Secretaría", "secretaria@valdeolmodelparamo.example"), "Acta del pleno de octubre", "2026-11-09 12:00", body, "thunderbird", "ES"), no_form("other")


@sample("070-questionnaire-of-another-process-en")
def _(name):
    table = [["Name of your organisation", "Northern Housing Alliance"], ["Country", "Ireland"], ["Contact person", "Bríd Ó Conaill"], ["E-mail", "brid@nha.example"],
             ["Which articles of the draft Global Charter-Agenda should be amended?", "Article 9 should mention tenants' unions."],
             ["Proposed wording", "Everyone has the right to secure tenure, whatever the form of tenancy."], ["Which thematic group would you like to join?", "Housing"],
             ["How often should the Charter-Agenda be reviewed?", "Every five years."]]
    file = L.docx_text("Consultation on the update of the Global Charter-Agenda for Human Rights in the City: questionnaire", ["Please answer before 31 January 2027."], table)
    body = M.multi("mixed", [M.text("Dear all,\n\nplease find attached our answers to the Charter-Agenda consultation.\n\nBríd\n"), M.attach(file, M.DOCX, "Charter-Agenda questionnaire NHA.docx")], name)
    return M.message(name, ("Bríd Ó Conaill", "brid@nha.example"), "Global Charter-Agenda consultation: our answers", "2026-11-18 10:10", body, "gmail", "GB"), no_form("other")


@sample("071-invoice-pdf-es")
def _(name):
    rows = [["Concepto", "Unidades", "Importe"], ["Interpretación simultánea EN-ES-FR, 2 jornadas", "2", "1.840,00 €"], ["Alquiler de receptores", "60", "300,00 €"], ["IVA 21 %", "", "449,40 €"], ["Total", "", "2.589,40 €"]]
    file = P.office(L.docx_text("Factura 2026/0417", ["Voces y Cabinas, S. L. · Calle Ficticia, 12 · 08999 Barcelona", "Cliente: Comisión CISDP", "Fecha: 13/11/2026", "Teléfono: 930 000 111 · Correo electrónico: facturas@vocesycabinas.example"], rows), "docx", "pdf")
    body = M.multi("mixed", [M.text("Buenos días,\n\nAdjuntamos la factura correspondiente al seminario de octubre. Vencimiento a 30 días.\n\nAdministración\n"), M.attach(file, "application/pdf", "F2026-0417.pdf")], name)
    return M.message(name, ("Voces y Cabinas", "facturas@vocesycabinas.example"), "Factura 2026/0417", "2026-11-13 08:30", body, "outlook", "ES"), no_form("other")


@sample("072-press-release-about-a-town-that-joined-en")
def _(name):
    body = ("FOR IMMEDIATE RELEASE\n\nHarrowmere becomes a Human Rights City\n\nHARROWMERE, 18 November 2026 - Harrowmere City Council announced on Tuesday that it has joined the international campaign "
            "10, 100, 1000 Human Rights Cities and Territories by 2030.\n\n\"We want to be held to our word in public,\" said council leader Imogen Tarrant.\n\nHarrowmere has 412,300 inhabitants.\n\n"
            "Media contact: Press Office, 0113 496 0199\nWebsite: www.harrowmere.example\n\nENDS\n")
    return M.message(name, ("Harrowmere Press Office", "press@harrowmere.example"), "Press release: Harrowmere becomes a Human Rights City", "2026-11-18 12:00", M.text(body), "outlook", "GB"), no_form("other", "automatic")


@sample("073-thank-you-note-pt")
def _(name):
    body = "Cara equipa,\n\nMuito obrigado pela confirmação e pela simpatia. Até breve em Évora!\n\nUm abraço,\nDuarte Rebocho\n"
    more = [("In-Reply-To", "<ack.cegonhas@mail.uclg.example>"), ("References", "<ack.cegonhas@mail.uclg.example>")]
    return M.message(name, ("Duarte Rebocho", "dsocial@valedascegonhas.example"), "Re: Formulário de adesão do Município de Vale das Cegonhas", "2026-11-06 09:00", M.text(body), "roundcube", "PT", more=more), no_form("other")


@sample("074-spam-offering-city-rankings-en")
def _(name):
    body = ("Dear Sir/Madam,\n\nIs your city visible? Our SMART CITY RANKING reaches 2,000,000 decision makers!!! Reply with your name, city, country and phone number to claim a FREE listing "
            "(worth $4,900).\n\nClick here: http://ranking.example/claim?id=77120\n\nTo your success,\nBrad Winners\nChief Growth Officer\n")
    more = [("X-Spam-Flag", "YES"), ("X-Spam-Score", "9.7")]
    return M.message(name, ("Brad Winners", "brad@smartrankings.example"), "Your city's FREE listing expires TONIGHT", "2026-11-15 03:33", M.text(body), "script", "GB", more=more), no_form("other", "automatic")


@sample("075-empty-mail-with-a-logo")
def _(name):
    logo = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082")
    body = M.multi("mixed", [M.text("\n"), M.attach(logo, "image/png", "image001.png", disposition="inline", more=[("Content-ID", "<image001.png@01DC5A11.7A0B3C40>")])], name)
    return M.message(name, ("Ayuntamiento", "alcaldia@lomabaja.example"), "", "2026-11-17 21:02", body, "outlook", "ES"), no_form("other")


# ------------------------------------------------------------------------------------------------ robots

@sample("080-newsletter-with-unsubscribe-header-en")
def _(name):
    text = "CITIES FOR RIGHTS - November 2026\n\n* Save the date: webinar on human rights cities, 3 December\n* New report on local ombudspersons\n* Join our campaign for care\n\nYou receive this because you subscribed.\nUnsubscribe: https://news.citiesforrights.example/u/8f3a\n"
    page = "<html><body><h1>Cities for Rights</h1><p>Save the date: webinar on <b>human rights cities</b>, 3 December</p><p><a href='https://news.citiesforrights.example/u/8f3a'>Unsubscribe</a></p></body></html>"
    more = [("List-Id", "Cities for Rights news <news.citiesforrights.example>"), ("List-Unsubscribe", "<https://news.citiesforrights.example/u/8f3a>, <mailto:unsub@citiesforrights.example>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"), ("Precedence", "bulk"), ("X-Mailer", "Sendy 6.1")]
    body = M.multi("alternative", [M.text(text), M.text(page, "html")], name)
    return M.message(name, ("Cities for Rights", "news@citiesforrights.example"), "November news: webinar, report, campaign", "2026-11-17 06:00", body, "script", "GB", more=more, return_path="<bounce+8f3a@news.citiesforrights.example>"), no_form("automatic")


@sample("081-out-of-office-reply-es")
def _(name):
    body = "Estaré fuera de la oficina hasta el 30 de noviembre, sin acceso al correo. Para asuntos urgentes, escriba a secretaria@penarrubia.example.\n\nElvira Montoro\n"
    more = [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"), ("In-Reply-To", "<ack.penarrubia@mail.uclg.example>")]
    return M.message(name, ("Elvira Montoro", "emontoro@penarrubia.example"), "Respuesta automática: Consulta sobre la campaña", "2026-11-16 13:53", M.text(body), "outlook", "ES", more=more, return_path="<>"), no_form("automatic")


@sample("082-vacation-message-without-any-marking-fr")
def _(name):
    body = "Bonjour,\n\nJe suis absente du bureau jusqu'au 24 novembre inclus et prendrai connaissance de votre message à mon retour.\n\nHélène Ostermann\n"
    return M.message(name, ("Hélène Ostermann", "solidarites@valdesorene.example"), "Absence du bureau : Re: Formulaire Val-de-Sorène", "2026-11-20 08:01", M.text(body), "roundcube", "FR"), no_form("automatic")


@sample("083-bounce-of-an-acknowledgment-postfix")
def _(name):
    told = ("This is the mail system at host mx.ouedezzitoun.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n"
            "                   The mail system\n\n<contact@ouedezzitoun.example>: host mx.ouedezzitoun.example[192.0.2.88] said: 550 5.1.1\n    <contact@ouedezzitoun.example>: Recipient address rejected: User unknown (in reply to RCPT TO command)\n")
    status = ("Reporting-MTA: dns; mx.ouedezzitoun.example\nX-Postfix-Queue-ID: 4WqZ7N1p2Xz9\nX-Postfix-Sender: rfc822; cisdp1@uclg.org\nArrival-Date: Mon, 16 Nov 2026 10:11:02 +0000 (UTC)\n\n"
              "Final-Recipient: rfc822; contact@ouedezzitoun.example\nOriginal-Recipient: rfc822;contact@ouedezzitoun.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.ouedezzitoun.example\n"
              "Diagnostic-Code: smtp; 550 5.1.1 <contact@ouedezzitoun.example>: Recipient address rejected: User unknown\n")
    ours = ("Return-Path: <cisdp1@uclg.org>\nFrom: CISDP <cisdp1@uclg.org>\nTo: <contact@ouedezzitoun.example>\nSubject: =?utf-8?q?Nous_avons_bien_re=C3=A7u_votre_formulaire?=\nDate: Mon, 16 Nov 2026 10:11:01 +0000\n"
            "Message-ID: <ack.zaytoun@mail.uclg.example>\nAuto-Submitted: auto-replied\n")
    parts = [M.text(told, charset="us-ascii", transfer="7bit", more=[("Content-Description", "Notification")]),
             M.Part([("Content-Description", "Delivery report"), ("Content-Type", "message/delivery-status")], M.crlf(status).encode()),
             M.Part([("Content-Description", "Undelivered Message Headers"), ("Content-Type", "text/rfc822-headers")], M.crlf(ours).encode())]
    body = M.multi("report", parts, name, params=" report-type=delivery-status;", preamble="This is a MIME-encapsulated message.\n\n")
    return M.message(name, ("Mail Delivery System", "MAILER-DAEMON@mx.ouedezzitoun.example"), "Undelivered Mail Returned to Sender", "2026-11-16 10:11", body, "script", "TN", more=[("Auto-Submitted", "auto-replied")], return_path="<>"), no_form("bounce")


@sample("084-bounce-in-words-from-exchange-fr")
def _(name):
    page = ("<html><body><p><b>Échec de la remise à ces destinataires ou groupes :</b></p><p><a href='mailto:mairie@puycendre.example'>mairie@puycendre.example</a><br>"
            "La boîte aux lettres du destinataire est pleine et ne peut plus accepter de messages.</p><p>Informations de diagnostic pour les administrateurs :<br>"
            "Serveur de génération : DB9PR03MB4411.puycendre.example<br>mairie@puycendre.example<br>Remote Server returned '554 5.2.2 mailbox full; STOREDRV.Deliver'</p></body></html>")
    more = [("X-MS-Exchange-Message-Is-Ndr", ""), ("X-Failed-Recipients", "mairie@puycendre.example"), ("X-Auto-Response-Suppress", "All"), ("Auto-Submitted", "auto-generated")]
    return M.message(name, ("Microsoft Outlook", "postmaster@puycendre.example"), "Non remis : Nous avons bien reçu votre formulaire", "2026-11-12 19:40", M.text(page, "html"), "outlook", "FR", more=more, return_path="<>"), no_form("bounce")


@sample("085-read-receipt-en")
def _(name):
    told = "Your message\n\n  To: Desmond Okafor-Lyle\n  Subject: We have received your form\n  Sent: 17 November 2026 10:25\n\nwas read on 17 November 2026 10:41.\n"
    report = ("Reporting-UA: harrowmere.example; Microsoft Outlook\nFinal-Recipient: rfc822;desmond.okafor-lyle@harrowmere.example\nOriginal-Message-ID: <ack.harrowmere@mail.uclg.example>\n"
              "Disposition: manual-action/MDN-sent-manually; displayed\n")
    parts = [M.text(told), M.Part([("Content-Type", "message/disposition-notification")], M.crlf(report).encode())]
    body = M.multi("report", parts, name, params=" report-type=disposition-notification;")
    return M.message(name, ("Desmond Okafor-Lyle", "desmond.okafor-lyle@harrowmere.example"), "Read: We have received your form", "2026-11-17 10:41", body, "outlook", "GB", return_path="<>"), no_form("automatic")


@sample("086-calendar-invitation-en")
def _(name):
    event = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example Corp//CalDAV//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:7d1e-2026-11-26@harrowmere.example\r\nDTSTAMP:20261118T090000Z\r\nDTSTART:20261126T140000Z\r\n"
             "DTEND:20261126T150000Z\r\nSUMMARY:Human Rights Cities: onboarding call\r\nORGANIZER:mailto:d.okafor@harrowmere.example\r\nATTENDEE;RSVP=TRUE:mailto:cisdp1@uclg.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    parts = [M.text("Human Rights Cities: onboarding call\nThursday 26 November 2026, 14:00 - 15:00\n"), M.text(event, "calendar", params="; method=REQUEST")]
    return M.message(name, ("Desmond Okafor-Lyle", "desmond.okafor-lyle@harrowmere.example"), "Invitation: Human Rights Cities: onboarding call", "2026-11-18 09:00", M.multi("alternative", parts, name), "outlook", "GB"), no_form("automatic", "other")


@sample("087-mailing-list-discussion-fr")
def _(name):
    body = ("Bonjour à toutes et à tous,\n\nQuelqu'un a-t-il un modèle de délibération pour adhérer à la campagne 10, 100, 1000 ? Nous passons au conseil en janvier.\n\nClaire\n\n"
            "_______________________________________________\nListe reseau-droits\nreseau-droits@listes.example\nhttps://listes.example/mailman/listinfo/reseau-droits\n")
    more = [("List-Id", "=?utf-8?q?R=C3=A9seau_droits?= <reseau-droits.listes.example>"), ("List-Post", "<mailto:reseau-droits@listes.example>"), ("List-Unsubscribe", "<https://listes.example/mailman/options/reseau-droits>"),
            ("Precedence", "list"), ("X-Mailman-Version", "2.1.39"), ("Sender", '"reseau-droits" <reseau-droits-bounces@listes.example>')]
    return M.message(name, ("Claire Fauvergue", "claire@aubeterrade.example"), "[reseau-droits] Modèle de délibération ?", "2026-11-19 22:10", M.text(body), "thunderbird", "FR", to="reseau-droits@listes.example",
                     more=more, return_path="<reseau-droits-bounces@listes.example>"), no_form("automatic")


@sample("088-ticket-system-confirmation-de")
def _(name):
    body = "Ihre Anfrage wurde unter der Nummer #20261117-0042 registriert. Bitte antworten Sie nicht auf diese E-Mail.\n\nBürgerservice Lindenwerder\n"
    more = [("Auto-Submitted", "auto-replied"), ("X-OTRS-Loop", "yes"), ("Precedence", "bulk")]
    return M.message(name, ("Bürgerservice", "noreply@lindenwerder.example"), "[Ticket#20261117-0042] Eingangsbestätigung", "2026-11-17 09:31", M.text(body), "script", "DE", more=more), no_form("automatic")


@sample("089-pledge-naming-facts-but-no-form-es")
def _(name):
    body = ("Estimada Comisión:\n\nMe llamo Baltasar Iribarne y soy el alcalde de Cerro Hondo, un municipio de 5.300 habitantes en Honduras. He leído sobre la campaña y queremos unirnos a las ciudades de derechos humanos. "
            "Mi teléfono es el 2255-0123. Quedo atento a sus indicaciones.\n\nBaltasar Iribarne\nAlcalde\n")
    return M.message(name, ("Baltasar Iribarne", "alcaldia@cerrohondo.example"), "Queremos sumarnos", "2026-11-20 07:45", M.text(body), "mobile", "MX"), no_form("pledge")
