//! What mails are that bring no form, or one in the fewest words.

use super::*;

#[test]
fn letters_without_a_form_are_told_apart() {
    for (verdict, body) in [
        (
            Verdict::Pledge,
            "On behalf of our city I confirm that the council has decided to join the campaign 10, 100, 1000 Human Rights Cities. The form will follow.",
        ),
        (
            Verdict::Pledge,
            "Por la presente, nuestro municipio manifiesta su voluntad de adherirse a la campaña de Ciudades de Derechos Humanos.",
        ),
        (
            Verdict::Pledge,
            "Notre commune souhaite rejoindre la campagne des Villes et Territoires des Droits Humains.",
        ),
        (
            Verdict::Pledge,
            "El gobierno que presido tiene la voluntad de sumarse a la campaña de Ciudades de Derechos Humanos.",
        ),
        (
            Verdict::Question,
            "How can our city join the 10, 100, 1000 campaign? Is there a fee?",
        ),
        (
            Verdict::Question,
            "¿Hasta cuándo se puede enviar el formulario de la campaña?",
        ),
        (
            Verdict::Question,
            "Desearíamos saber si el formulario puede firmarse a mano.",
        ),
        (
            Verdict::Pledge,
            "Le conseil de notre commune s'est prononcé pour rejoindre la campagne des Villes et Territoires des Droits Humains.",
        ),
        (
            Verdict::Correction,
            "En el formulario que les mandamos el lunes pusimos mal el cargo. Debe decir alcaldesa.",
        ),
        (
            Verdict::Other,
            "Enviamos nuestro cuestionario de actualización de la Carta-Agenda.",
        ),
        (
            Verdict::Correction,
            "In the form we sent you last week there is a mistake: the population is 251,300.",
        ),
        (
            Verdict::Correction,
            "Une erreur s'est glissée dans notre formulaire : merci de rectifier le courriel.",
        ),
        (
            Verdict::Other,
            "Press release. The city of Lyon has joined the campaign 10, 100, 1000 Human Rights Cities, the mayor announced on Monday.",
        ),
        (
            Verdict::Other,
            "It was a pleasure to meet you in Gwangju. I will share the photographs.",
        ),
        (
            Verdict::Other,
            "Application for membership in ICORN\nCity: Mutare\nCountry: Zimbabwe\nPopulation: 224802\nMayor: Simon Chabuka\nContact person: Tendai Moyo\nE-mail: t@mutare.example\nMotivation for joining the network: to host a writer.",
        ),
        (
            Verdict::Other,
            "I am a student and write my thesis about human rights cities. I read that Gwangju pledged to become one.",
        ),
    ] {
        let finding = read(&letter("", body), Vec::new());
        assert_eq!(finding.verdict, verdict, "{body}: {}", finding.reason);
    }
}

#[test]
fn short_labels_are_a_form_where_somebody_joins_and_human_rights_are_asked_for() {
    let body = "Town: City of Mutare
Country: Zimbabwe
Type: Municipality
Inhabitants: 224,802
Mayor: Simon Chabuka
Contact: Tendai Moyo
Job: Human Rights Officer
E-mail: tendai@mutare.example
Telephone: +263 20 261 441
Website: www.mutare.example
In a few words: human rights tell us whom a plan forgets.
Date: 3 February 2026";
    let verdict = |subject: &str, body: &str| {
        let head = format!("Subject: {subject}\r\n");
        read(&letter(&head, body), Vec::new()).verdict
    };
    assert_eq!(verdict("Mutare joins", body), Verdict::Form);
    assert_ne!(verdict("Our details", body), Verdict::Form);
    let other = body
        .replace("human rights", "plans")
        .replace("Human Rights ", "");
    assert_ne!(verdict("Mutare joins", &other), Verdict::Form);
}
