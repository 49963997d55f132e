"""The words printed on the forms: the reference form's labels, other wordings, headings and introductions."""

import scripts

REFERENCE = {
    "en": {
        "lrg_name": "Name of the local or regional government", "lrg_name_en": "Name in English", "country": "Country",
        "subdivision": "State / Province", "gov_type": "Type of government", "population": "Population", "website": "Website",
        "leader_name": "Local / regional leader", "leader_title": "Function", "mandate": "Term of office",
        "contact_name": "Contact person", "contact_role": "Position of the contact person", "contact_email": "E-mail",
        "contact_phone": "Telephone", "postal_address": "Postal address",
        "why_lrg": "Why are local and regional governments essential for promoting, fulfilling and respecting human rights?",
        "why_hr": "Why are human rights relevant values and a useful framework for guiding local action?",
        "motivation": "Motivations for joining the campaign", "policies": "Human rights policies and initiatives",
        "uclg_member": "Member of UCLG", "networks": "Other networks",
        "consent_publish": "We agree to the publication of this profile", "council_decision": "Council decision",
        "signatory_name": "Name of the signatory", "signed_on": "Date"},
    "es": {
        "lrg_name": "Nombre del gobierno local o regional", "lrg_name_en": "Nombre en inglés", "country": "País",
        "subdivision": "Estado / Provincia", "gov_type": "Tipo de gobierno", "population": "Población", "website": "Sitio web",
        "leader_name": "Líder local / regional", "leader_title": "Cargo del líder", "mandate": "Periodo de mandato",
        "contact_name": "Persona de contacto", "contact_role": "Cargo de la persona de contacto",
        "contact_email": "Correo electrónico", "contact_phone": "Teléfono", "postal_address": "Dirección postal",
        "why_lrg": "¿Por qué los gobiernos locales y regionales son esenciales para promover, cumplir y respetar los derechos humanos?",
        "why_hr": "¿Por qué los derechos humanos son valores relevantes y un marco útil para guiar la acción local?",
        "motivation": "Motivaciones para unirse a la campaña", "policies": "Políticas e iniciativas de derechos humanos",
        "uclg_member": "Miembro de CGLU", "networks": "Otras redes",
        "consent_publish": "Aceptamos la publicación de este perfil", "council_decision": "Acuerdo del pleno",
        "signatory_name": "Nombre del firmante", "signed_on": "Fecha"},
    "fr": {
        "lrg_name": "Nom du gouvernement local ou régional", "lrg_name_en": "Nom en anglais", "country": "Pays",
        "subdivision": "État / Province", "gov_type": "Type de gouvernement", "population": "Population", "website": "Site web",
        "leader_name": "Leader local / régional", "leader_title": "Fonction", "mandate": "Durée du mandat",
        "contact_name": "Personne de contact", "contact_role": "Fonction de la personne de contact", "contact_email": "Courriel",
        "contact_phone": "Téléphone", "postal_address": "Adresse postale",
        "why_lrg": "Pourquoi les gouvernements locaux et régionaux sont-ils essentiels pour promouvoir, respecter et faire respecter "
                   "les droits humains ?",
        "why_hr": "Pourquoi les droits humains sont-ils des valeurs pertinentes et un cadre utile pour guider l'action locale ?",
        "motivation": "Motivations pour rejoindre la campagne", "policies": "Politiques et initiatives en matière de droits humains",
        "uclg_member": "Membre de CGLU", "networks": "Autres réseaux",
        "consent_publish": "Nous acceptons la publication de ce profil", "council_decision": "Délibération",
        "signatory_name": "Nom du signataire", "signed_on": "Date"},
    "pt": {
        "lrg_name": "Nome do governo local ou regional", "lrg_name_en": "Nome em inglês", "country": "País",
        "subdivision": "Estado / Província", "gov_type": "Tipo de governo", "population": "População", "website": "Site",
        "leader_name": "Líder local / regional", "leader_title": "Função", "mandate": "Duração do mandato",
        "contact_name": "Pessoa de contato", "contact_role": "Cargo da pessoa de contato", "contact_email": "E-mail",
        "contact_phone": "Telefone", "postal_address": "Endereço",
        "why_lrg": "Por que os governos locais e regionais são essenciais para promover, cumprir e respeitar os direitos humanos?",
        "why_hr": "Por que os direitos humanos são valores relevantes e um marco útil para orientar a ação local?",
        "motivation": "Motivações para aderir à campanha", "policies": "Políticas e iniciativas de direitos humanos",
        "uclg_member": "Membro da CGLU", "networks": "Outras redes",
        "consent_publish": "Concordamos com a publicação deste perfil", "council_decision": "Deliberação",
        "signatory_name": "Nome do signatário", "signed_on": "Data"},
}

# Wordings seen on other prints of the form. What is not named here keeps the reference label.
OTHER = {
    "en": {"lrg_name": "Official name of the City/Territory", "population": "Number of inhabitants", "website": "Official website",
           "leader_name": "Mayor or head of local government", "leader_title": "Title of the leader", "mandate": "Mandate",
           "contact_name": "Focal point", "contact_role": "Department / position", "contact_email": "Email address",
           "contact_phone": "Phone", "postal_address": "Address", "motivation": "Why do you wish to join the campaign?",
           "policies": "Main human rights policies and good practices", "uclg_member": "Is your government a member of UCLG?",
           "consent_publish": "Do you agree to the publication of your profile?", "signed_on": "Date of signature"},
    "es": {"lrg_name": "Nombre del municipio", "population": "N.º de habitantes", "leader_name": "Alcalde/sa",
           "website": "Página web", "contact_name": "Punto focal", "contact_role": "Cargo del punto focal",
           "contact_email": "Correo-e", "contact_phone": "Móvil", "postal_address": "Dirección",
           "motivation": "Motivación para adherirse a la campaña", "uclg_member": "¿Es miembro de CGLU?",
           "consent_publish": "¿Acepta la publicación del perfil?", "signed_on": "Fecha de la firma"},
    "fr": {"lrg_name": "Nom de la collectivité", "population": "Nombre d'habitants", "leader_name": "Maire ou président(e)",
           "website": "Site internet", "contact_name": "Référent(e)", "contact_role": "Fonction du référent",
           "contact_email": "Mél.", "contact_phone": "Tél.", "postal_address": "Adresse",
           "motivation": "Motivations pour adhérer à la campagne", "uclg_member": "Êtes-vous membre de CGLU ?",
           "consent_publish": "Acceptez-vous la publication du profil ?", "signed_on": "Date de signature"},
    "pt": {"lrg_name": "Nome do município", "population": "Número de habitantes", "leader_name": "Prefeito/a",
           "contact_name": "Ponto focal", "contact_role": "Cargo do ponto focal", "contact_phone": "Telemóvel",
           "website": "Página web", "consent_publish": "Concorda com a publicação do perfil?",
           "signed_on": "Data da assinatura"},
}


def labels(lang, other=False, **changes):
    """The labels of one print of the form."""
    return {**REFERENCE[lang], **(OTHER[lang] if other else {}), **changes}


TITLE = {
    "en": "10, 100, 1000 Human Rights Cities and Territories by 2030",
    "es": "10, 100, 1000 Ciudades y Territorios de Derechos Humanos para 2030",
    "fr": "10, 100, 1000 Villes et Territoires des droits humains d'ici 2030",
    "pt": "10, 100, 1000 Cidades e Territórios de Direitos Humanos até 2030",
}
SUBTITLE = {"en": "Join form", "es": "Formulario de adhesión", "fr": "Formulaire d'adhésion", "pt": "Formulário de adesão"}
INTRO = {
    "en": "Please complete every section and return this form to cisdp1@uclg.org. Fields left blank will be followed up by the secretariat.",
    "es": "Por favor, complete todas las secciones y devuelva este formulario a cisdp1@uclg.org.",
    "fr": "Merci de remplir toutes les rubriques et de renvoyer ce formulaire à cisdp1@uclg.org.",
    "pt": "Por favor, preencha todas as secções e devolva este formulário para cisdp1@uclg.org.",
}
SECTIONS = {
    "en": ["1. About your government", "2. Contact", "3. Human rights in your territory", "4. Commitment"],
    "es": ["1. Sobre su gobierno", "2. Contacto", "3. Los derechos humanos en su territorio", "4. Compromiso"],
    "fr": ["1. Votre collectivité", "2. Contact", "3. Les droits humains sur votre territoire", "4. Engagement"],
    "pt": ["1. Sobre o seu governo", "2. Contato", "3. Os direitos humanos no seu território", "4. Compromisso"],
}
GROUPS = [
    ["lrg_name", "lrg_name_en", "country", "subdivision", "gov_type", "population", "website", "leader_name", "leader_title", "mandate"],
    ["contact_name", "contact_role", "contact_email", "contact_phone", "postal_address"],
    ["why_lrg", "why_hr", "motivation", "policies"],
    ["uclg_member", "networks", "consent_publish", "council_decision", "signatory_name", "signed_on"],
]
FIELDS = [field for group in GROUPS for field in group]
ESSAYS = GROUPS[2]

for own, further in ((REFERENCE, scripts.LABELS), (TITLE, scripts.TITLE), (SUBTITLE, scripts.SUBTITLE), (INTRO, scripts.INTRO),
                     (SECTIONS, scripts.SECTIONS)):
    own.update(further)
