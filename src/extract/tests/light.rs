//! Forms whose labels are in plain type above answers in bold.

use super::pages::printed;
use super::*;

#[test]
fn plain_labels_above_answers_in_bold_are_told_by_their_type() {
    let document = printed(&[
        ("Name of the local or regional government", false, 1.0),
        ("City of Mutare", true, 0.0),
        ("Country", false, 1.0),
        ("Zimbabwe", true, 0.0),
        ("Category", false, 0.0),
        ("■ Municipality ☐ District ☐ Region ☐ Province", true, 0.0),
        (
            "☐ Metropolitan area ☐ Association of municipalities",
            true,
            0.0,
        ),
        ("Population", false, 1.0),
        ("224,802", true, 0.0),
        ("Local / regional leader", false, 1.0),
        ("Simon Chabuka", true, 0.0),
        ("Contact person", false, 1.0),
        ("Tendai Moyo", true, 0.0),
        ("E-mail", false, 1.0),
        ("tendai@mutare.example", true, 0.0),
        ("Motivations for joining the campaign", false, 0.0),
        ("We want to learn from other cities.", true, 0.0),
        (
            "No city has a right to the city: only words. We want to share what we know.",
            true,
            0.0,
        ),
        ("Experiences you would like to share", false, 0.0),
        (
            "A charter of rights for everybody who lives here, and an ombudsperson.",
            true,
            0.0,
        ),
        ("Other networks", false, 1.0),
        ("None so far but one: ICLEI", true, 0.0),
        ("Act by which this was decided upon", false, 1.0),
        ("Date", false, 1.0),
        ("2026-02-03", true, 0.0),
    ]);
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    let form = only(&finding);
    assert_eq!(said(form, "gov_type"), "municipality");
    assert_eq!(
        said(form, "motivation"),
        "We want to learn from other cities. No city has a right to the city: only words. We want to share what we know."
    );
    assert_eq!(
        said(form, "policies"),
        "A charter of rights for everybody who lives here, and an ombudsperson."
    );
    assert_eq!(said(form, "networks"), "None so far but one: ICLEI");
    assert_eq!(said(form, "signed_on"), "2026-02-03");
}
