use super::*;

fn recognized(text: &str) -> (Option<Kind>, Option<String>) {
    match recognize(&Url::parse(&format!("https://{text}")).unwrap()) {
        Recognized::Known(family, right) => (Some(family.kind), right),
        Recognized::Typo(right) => (None, Some(right)),
        Recognized::Internal | Recognized::Address | Recognized::Unknown => (None, None),
    }
}

#[test]
fn every_login_host_is_one() {
    for host in [
        "login.salesforce.com",
        "test.salesforce.com",
        "acme.my.salesforce.com",
        "ACME.my.salesforce.com",
        "acme.my.salesforce.com.",
        "acme-corp2.my.salesforce.com",
        "acme--dev.sandbox.my.salesforce.com",
        "acme-dev-ed.develop.my.salesforce.com",
        "acme-dev-ed.my.salesforce.com",
        "acme-dev-ed.trailblaze.my.salesforce.com",
        "acme.scratch.my.salesforce.com",
        "velocity-ruby-1234-dev-ed.scratch.my.salesforce.com",
        "acme.demo.my.salesforce.com",
        "acme.patch.my.salesforce.com",
        "acme.free.my.salesforce.com",
        "acme.develop.my.salesforce.com",
        "acme.my.salesforce.mil",
        "acme--dev.sandbox.my.salesforce.mil",
        "login.salesforce.mil",
        "english1.my.sfcrmproducts.cn",
        "acme.my-salesforce.com",
        "acme-lightning.my.salesforce.com",
        "na139.my.salesforce.com",
    ] {
        assert_eq!(recognized(host), (Some(Kind::Login), None), "{host}");
    }
}

#[test]
fn every_wrong_host_gives_the_right_one() {
    for (host, kind, right) in [
        ("acme.lightning.force.com", Kind::Lightning, "acme.my.salesforce.com"),
        ("acme--dev.sandbox.lightning.force.com", Kind::Lightning, "acme--dev.sandbox.my.salesforce.com"),
        ("acme--dev.lightning.force.com", Kind::Lightning, "acme--dev.sandbox.my.salesforce.com"),
        ("acme-dev-ed.develop.lightning.force.com", Kind::Lightning, "acme-dev-ed.develop.my.salesforce.com"),
        ("acme.scratch.lightning.force.com", Kind::Lightning, "acme.scratch.my.salesforce.com"),
        ("acme.lightning.crmforce.mil", Kind::Lightning, "acme.my.salesforce.mil"),
        ("acme.lightning.sfcrmapps.cn", Kind::Lightning, "acme.my.sfcrmproducts.cn"),
        ("acme.lightning.force.com.mcas.ms", Kind::Lightning, "acme.my.salesforce.com"),
        ("acme.my.salesforce.com.mcas.ms", Kind::Login, "acme.my.salesforce.com"),
        ("acme.my.salesforce-setup.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme--dev.sandbox.my.salesforce-setup.com", Kind::Page, "acme--dev.sandbox.my.salesforce.com"),
        ("acme--c.vf.force.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme--dev--c.sandbox.vf.force.com", Kind::Page, "acme--dev.sandbox.my.salesforce.com"),
        ("acme-dev-ed--c.develop.vf.force.com", Kind::Page, "acme-dev-ed.develop.my.salesforce.com"),
        ("acme--c.visualforce.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme--c.na139.visual.force.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme--dev--c.cs42.visual.force.com", Kind::Page, "acme--dev.sandbox.my.salesforce.com"),
        ("acme.file.force.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme.patch.file.force.com", Kind::Page, "acme.patch.my.salesforce.com"),
        ("acme--c.documentforce.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme--c.na139.content.force.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme.container.force.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme.my.force-user-content.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme.my.salesforce-scrt.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme.builder.salesforce-experience.com", Kind::Page, "acme.my.salesforce.com"),
        ("acme--dev.sandbox.live-preview.salesforce-experience.com", Kind::Page, "acme--dev.sandbox.my.salesforce.com"),
        ("acme.my.site.com", Kind::Site, "acme.my.salesforce.com"),
        ("acme--dev.sandbox.my.site.com", Kind::Site, "acme--dev.sandbox.my.salesforce.com"),
        ("acme.my.salesforce-sites.com", Kind::Site, "acme.my.salesforce.com"),
        ("acme--dev.my.salesforce.com", Kind::Legacy, "acme--dev.sandbox.my.salesforce.com"),
        ("acme--dev.cs42.my.salesforce.com", Kind::Legacy, "acme--dev.sandbox.my.salesforce.com"),
        ("acme.my-lightning.com", Kind::Page, "acme.my-salesforce.com"),
        ("acme.lightning.force.mil", Kind::Page, "acme.my.salesforce.mil"),
    ] {
        assert_eq!(recognized(host), (Some(kind), Some(right.to_owned())), "{host}");
    }
}

#[test]
fn some_wrong_hosts_do_not_say_which_is_right() {
    for (host, kind) in [
        ("na139.salesforce.com", Kind::Legacy),
        ("cs42.salesforce.com", Kind::Legacy),
        ("usa77.salesforce.com", Kind::Legacy),
        ("deu45s.salesforce.com", Kind::Legacy),
        ("na111.lightning.force.com", Kind::Lightning),
        ("c.na139.visual.force.com", Kind::Page),
        ("na139.content.force.com", Kind::Page),
        ("acme.force.com", Kind::Site),
        ("acme.secure.force.com", Kind::Site),
        ("www.salesforce.com", Kind::Website),
        ("help.salesforce.com", Kind::Website),
    ] {
        assert_eq!(recognized(host), (Some(kind), None), "{host}");
    }
}

#[test]
fn a_slip_is_mended() {
    for (host, right) in [
        ("acme.my.saleforce.com", "acme.my.salesforce.com"),
        ("acme.my.salesforce.co", "acme.my.salesforce.com"),
        ("acme.my.salesforce.con", "acme.my.salesforce.com"),
        ("acme.my.salesforce.cm", "acme.my.salesforce.com"),
        ("acme.my.slaesforce.com", "acme.my.salesforce.com"),
        ("acme.my.salesfroce.com", "acme.my.salesforce.com"),
        ("acme.my.salesforcecom", "acme.my.salesforce.com"),
        ("acme.mysalesforce.com", "acme.my.salesforce.com"),
        ("acme.ny.salesforce.com", "acme.my.salesforce.com"),
        ("acme.sandbox.salesforce.com", "acme.sandbox.my.salesforce.com"),
        ("acme--dev.sanbox.my.salesforce.com", "acme--dev.sandbox.my.salesforce.com"),
        ("login.saleforce.com", "login.salesforce.com"),
        ("logn.salesforce.com", "login.salesforce.com"),
        ("tets.salesforce.com", "test.salesforce.com"),
        ("test.salesforce.con", "test.salesforce.com"),
        ("acme.lightning.force.con", "acme.my.salesforce.com"),
    ] {
        assert_eq!(recognized(host), (None, Some(right.to_owned())), "{host}");
    }
}

#[test]
fn what_is_not_known_is_left_alone() {
    for host in [
        "acme.example.com",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "salesforce.contoso.lab",
        "my.salesforce.com",
        "x.crm.dev",
        "https",
        "acme.salesforce.com",
    ] {
        assert_eq!(recognized(host), (None, None), "{host}");
    }
    for name in ["tests", "logins", "my", "sandboxes"] {
        assert_eq!(recognized(&format!("{name}.my.salesforce.com")).0, Some(Kind::Login), "{name}");
    }
}

#[test]
fn a_pasted_text_gives_the_url_that_was_meant() {
    const ACME: &str = "https://acme.my.salesforce.com";
    for text in [
        "acme.my.salesforce.com",
        "acme.my.salesforce.com/",
        "acme.my.salesforce.com:443",
        " https://acme.my.salesforce.com\n",
        "\"https://acme.my.salesforce.com\"",
        "<https://acme.my.salesforce.com>",
        "http://acme.my.salesforce.com",
        "htts://acme.my.salesforce.com",
        "https:/acme.my.salesforce.com",
        "https//acme.my.salesforce.com",
        "https:acme.my.salesforce.com",
        "https;//acme.my.salesforce.com",
        "://acme.my.salesforce.com",
        "//acme.my.salesforce.com",
        "https://https://acme.my.salesforce.com",
        "https://http://acme.my.salesforce.com",
        "https:\\\\acme.my.salesforce.com",
        "https://acme.my.salesforce.com/lightning/setup/SetupOneHome/home?x=1#y",
        "https://user:word@acme.my.salesforce.com",
        "https://ACME.lightning.force.com/lightning/page/home",
        "https://acme.my.saleforce.com",
        "https://acme.my.salesforce.com.",
    ] {
        assert_eq!(mend(text).as_deref(), Some(ACME), "{text:?}");
    }
    for text in [
        "",
        "https",
        "https://",
        "na139.salesforce.com",
        "https://na111.lightning.force.com",
        "https://lightning.force.com",
        "https://acme.dev.lightning.force.com",
        "https://acme.force.com/community",
        "https://acme.secure.force.com/x",
        "127.0.0.1",
        "not a url",
        "acme",
    ] {
        assert_eq!(mend(text), None, "{text:?}");
    }
    assert_eq!(mend("login.salesforce.com:443").as_deref(), Some("https://login.salesforce.com"));
    assert_eq!(mend("x.crm.dev:6101/a").as_deref(), Some("https://x.crm.dev:6101"));
}

/// `docs/hosts.md` is this; `UPDATE_DOCS=1 cargo test` writes it.
#[test]
fn the_page_is_made_from_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/hosts.md");
    let made = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), made, "run UPDATE_DOCS=1 cargo test");
}

fn page() -> String {
    let mut page = "# Salesforce host names\n\n\
        Which hosts belong in `--instance-url` and `sfdcLoginUrl`, and what belongs there in place of the others. `NAME` is the My Domain \
        name, `ORG` the name with or without `--SANDBOX`, `PARTITION` one of the list below, `INSTANCE` an instance such as `na139`, \
        `[.PARTITION]` may be absent. The first form that fits counts. `.mcas.ms` at the end, which Microsoft Defender for Cloud Apps \
        appends, is taken off first.\n"
        .to_owned();
    page += &format!("\nPartitions: {}.\n", PARTITIONS.map(|partition| format!("`{partition}`")).join(", "));
    for (kind, title) in [
        (Kind::Login, "Login hosts"),
        (Kind::Legacy, "Old login hosts: a warning"),
        (Kind::Lightning, "Lightning: sf refuses these"),
        (Kind::Page, "Pages and files: no token is given there"),
        (Kind::Site, "Sites: their members log in there, the org's users do not; a warning"),
        (Kind::Website, "Salesforce's websites"),
    ] {
        page += &format!("\n## {title}\n\n| host | what it is | give instead |\n|---|---|---|\n");
        for family in FAMILIES.iter().filter(|family| family.kind == kind) {
            let right = match (family.right, kind) {
                (Some(right), _) => format!("`{right}`"),
                (None, Kind::Login) => String::new(),
                (None, _) => "the org's My Domain".to_owned(),
            };
            page += &format!("| `{}` | {} | {right} |\n", family.form, family.what);
        }
    }
    let internal = domain::INTERNAL.map(|suffix| format!("`SITE{suffix}`")).join(", ");
    page += &format!(
        "\n## Salesforce's own development and test hosts\n\nsf asks for no My Domain there, and neither does this program: `gs1.salesforce.com`, {internal}. \
        Where `.lightning.` is in such a name, sf refuses it as a Lightning URL.\n"
    );
    page
}
