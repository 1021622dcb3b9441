use super::*;

/// A host of each form, and the one that belongs in its place; empty where that is itself or nobody knows. A form with
/// `[.PARTITION]` has two.
#[rustfmt::skip]
const ROWS: [(&str, &str, &str); 97] = [
    ("login.salesforce.com", "login.salesforce.com", ""),
    ("test.salesforce.com", "test.salesforce.com", ""),
    ("login.salesforce.mil", "login.salesforce.mil", ""),
    ("test.salesforce.mil", "test.salesforce.mil", ""),
    ("NAME--SANDBOX.sandbox.my.salesforce.com", "acme--dev.sandbox.my.salesforce.com", ""),
    ("NAME-dev-ed.develop.my.salesforce.com", "acme-dev-ed.develop.my.salesforce.com", ""),
    ("NAME-dev-ed.trailblaze.my.salesforce.com", "acme-dev-ed.trailblaze.my.salesforce.com", ""),
    ("NAME.scratch.my.salesforce.com", "acme.scratch.my.salesforce.com", ""),
    ("NAME.demo.my.salesforce.com", "acme.demo.my.salesforce.com", ""),
    ("NAME.patch.my.salesforce.com", "acme.patch.my.salesforce.com", ""),
    ("NAME.free.my.salesforce.com", "acme.free.my.salesforce.com", ""),
    ("NAME-dev-ed.my.salesforce.com", "acme-dev-ed.my.salesforce.com", ""),
    ("ORG.PARTITION.my.salesforce.com", "acme.wave.my.salesforce.com", ""),
    ("NAME--SANDBOX.my.salesforce.com", "acme--dev.my.salesforce.com", "acme--dev.sandbox.my.salesforce.com"),
    ("NAME--SANDBOX.INSTANCE.my.salesforce.com", "acme--dev.na139.my.salesforce.com", "acme--dev.sandbox.my.salesforce.com"),
    ("NAME.INSTANCE.my.salesforce.com", "acme.na139.my.salesforce.com", ""),
    ("NAME.my.salesforce.com", "acme.my.salesforce.com", ""),
    ("NAME--SANDBOX.sandbox.my.salesforce.mil", "acme--dev.sandbox.my.salesforce.mil", ""),
    ("ORG[.PARTITION].my.salesforce.mil", "acme.my.salesforce.mil", ""),
    ("ORG[.PARTITION].my.salesforce.mil", "acme.develop.my.salesforce.mil", ""),
    ("ORG[.PARTITION].my.sfcrmproducts.cn", "acme.my.sfcrmproducts.cn", ""),
    ("ORG[.PARTITION].my.sfcrmproducts.cn", "acme.develop.my.sfcrmproducts.cn", ""),
    ("ORG[.PARTITION].my-salesforce.com", "acme.my-salesforce.com", ""),
    ("ORG[.PARTITION].my-salesforce.com", "acme.develop.my-salesforce.com", ""),
    ("INSTANCE.salesforce.com", "na139.salesforce.com", ""),
    ("INSTANCE-api.salesforce.com", "na139-api.salesforce.com", ""),
    ("NAME.cloudforce.com", "acme.cloudforce.com", ""),
    ("NAME.database.com", "acme.database.com", ""),
    ("INSTANCE.lightning.force.com", "na139.lightning.force.com", ""),
    ("ORG[.PARTITION].lightning.force.com", "acme.lightning.force.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].lightning.force.com", "acme.develop.lightning.force.com", "acme.develop.my.salesforce.com"),
    ("ORG.INSTANCE.lightning.force.com", "acme.na139.lightning.force.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].lightning.crmforce.mil", "acme.lightning.crmforce.mil", "acme.my.salesforce.mil"),
    ("ORG[.PARTITION].lightning.crmforce.mil", "acme.develop.lightning.crmforce.mil", "acme.develop.my.salesforce.mil"),
    ("ORG[.PARTITION].lightning.sfcrmapps.cn", "acme.lightning.sfcrmapps.cn", "acme.my.sfcrmproducts.cn"),
    ("ORG[.PARTITION].lightning.sfcrmapps.cn", "acme.develop.lightning.sfcrmapps.cn", "acme.develop.my.sfcrmproducts.cn"),
    ("ORG[.PARTITION].lightning.force.mil", "acme.lightning.force.mil", "acme.my.salesforce.mil"),
    ("ORG[.PARTITION].lightning.force.mil", "acme.develop.lightning.force.mil", "acme.develop.my.salesforce.mil"),
    ("ORG[.PARTITION].my-lightning.com", "acme.my-lightning.com", "acme.my-salesforce.com"),
    ("ORG[.PARTITION].my-lightning.com", "acme.develop.my-lightning.com", "acme.develop.my-salesforce.com"),
    ("ORG[.PARTITION].my.salesforce-setup.com", "acme.my.salesforce-setup.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].my.salesforce-setup.com", "acme.develop.my.salesforce-setup.com", "acme.develop.my.salesforce.com"),
    ("ORG[.PARTITION].my.salesforce-setup.mil", "acme.my.salesforce-setup.mil", "acme.my.salesforce.mil"),
    ("ORG[.PARTITION].my.salesforce-setup.mil", "acme.develop.my.salesforce-setup.mil", "acme.develop.my.salesforce.mil"),
    ("NAME--SANDBOX--PACKAGE.sandbox.vf.force.com", "acme--dev--pkg.sandbox.vf.force.com", "acme--dev.sandbox.my.salesforce.com"),
    ("NAME--SANDBOX.sandbox.vf.force.com", "acme--dev.sandbox.vf.force.com", "acme--dev.sandbox.my.salesforce.com"),
    ("NAME--PACKAGE[.PARTITION].vf.force.com", "acme--pkg.vf.force.com", "acme.my.salesforce.com"),
    ("NAME--PACKAGE[.PARTITION].vf.force.com", "acme--pkg.develop.vf.force.com", "acme.develop.my.salesforce.com"),
    ("NAME[.PARTITION].vf.force.com", "acme.vf.force.com", "acme.my.salesforce.com"),
    ("NAME[.PARTITION].vf.force.com", "acme.develop.vf.force.com", "acme.develop.my.salesforce.com"),
    ("NAME--SANDBOX--PACKAGE.visualforce.com", "acme--dev--pkg.visualforce.com", "acme--dev.sandbox.my.salesforce.com"),
    ("NAME--PACKAGE.visualforce.com", "acme--pkg.visualforce.com", "acme.my.salesforce.com"),
    ("NAME--SANDBOX--PACKAGE.INSTANCE.visual.force.com", "acme--dev--pkg.na139.visual.force.com", "acme--dev.sandbox.my.salesforce.com"),
    ("NAME--PACKAGE.INSTANCE.visual.force.com", "acme--pkg.na139.visual.force.com", "acme.my.salesforce.com"),
    ("SITE.INSTANCE.visual.force.com", "shop.na139.visual.force.com", ""),
    ("INSTANCE.visual.force.com", "na139.visual.force.com", ""),
    ("NAME--SANDBOX--PACKAGE.sandbox.file.force.com", "acme--dev--pkg.sandbox.file.force.com", "acme--dev.sandbox.my.salesforce.com"),
    ("ORG[.PARTITION].file.force.com", "acme.file.force.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].file.force.com", "acme.develop.file.force.com", "acme.develop.my.salesforce.com"),
    ("NAME--SANDBOX--c.documentforce.com", "acme--dev--c.documentforce.com", "acme--dev.sandbox.my.salesforce.com"),
    ("NAME--c.documentforce.com", "acme--c.documentforce.com", "acme.my.salesforce.com"),
    ("NAME--c.INSTANCE.content.force.com", "acme--c.na139.content.force.com", "acme.my.salesforce.com"),
    ("SITE.INSTANCE.content.force.com", "shop.na139.content.force.com", ""),
    ("INSTANCE.content.force.com", "na139.content.force.com", ""),
    ("NAME--SANDBOX--PACKAGE.sandbox.container.force.com", "acme--dev--pkg.sandbox.container.force.com", "acme--dev.sandbox.my.salesforce.com"),
    ("NAME--SANDBOX.sandbox.container.force.com", "acme--dev.sandbox.container.force.com", "acme--dev.sandbox.my.salesforce.com"),
    ("NAME--PACKAGE[.PARTITION].container.force.com", "acme--pkg.container.force.com", "acme.my.salesforce.com"),
    ("NAME--PACKAGE[.PARTITION].container.force.com", "acme--pkg.develop.container.force.com", "acme.develop.my.salesforce.com"),
    ("NAME[.PARTITION].container.force.com", "acme.container.force.com", "acme.my.salesforce.com"),
    ("NAME[.PARTITION].container.force.com", "acme.develop.container.force.com", "acme.develop.my.salesforce.com"),
    ("ORG[.PARTITION].my.force-user-content.com", "acme.my.force-user-content.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].my.force-user-content.com", "acme.develop.my.force-user-content.com", "acme.develop.my.salesforce.com"),
    ("ORG[.PARTITION].my.salesforce-scrt.com", "acme.my.salesforce-scrt.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].my.salesforce-scrt.com", "acme.develop.my.salesforce-scrt.com", "acme.develop.my.salesforce.com"),
    ("ORG[.PARTITION].builder.salesforce-experience.com", "acme.builder.salesforce-experience.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].builder.salesforce-experience.com", "acme.develop.builder.salesforce-experience.com", "acme.develop.my.salesforce.com"),
    ("ORG[.PARTITION].preview.salesforce-experience.com", "acme.preview.salesforce-experience.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].preview.salesforce-experience.com", "acme.develop.preview.salesforce-experience.com", "acme.develop.my.salesforce.com"),
    ("ORG[.PARTITION].live-preview.salesforce-experience.com", "acme.live-preview.salesforce-experience.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].live-preview.salesforce-experience.com", "acme.develop.live-preview.salesforce-experience.com", "acme.develop.my.salesforce.com"),
    ("ORG[.PARTITION].my.site.com", "acme.my.site.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].my.site.com", "acme.develop.my.site.com", "acme.develop.my.salesforce.com"),
    ("ORG[.PARTITION].my.salesforce-sites.com", "acme.my.salesforce-sites.com", "acme.my.salesforce.com"),
    ("ORG[.PARTITION].my.salesforce-sites.com", "acme.develop.my.salesforce-sites.com", "acme.develop.my.salesforce.com"),
    ("SITE.secure.force.com", "shop.secure.force.com", ""),
    ("SITE.INSTANCE.force.com", "shop.na139.force.com", ""),
    ("SITE.force.com", "shop.force.com", ""),
    ("salesforce.com", "salesforce.com", ""),
    ("www.salesforce.com", "www.salesforce.com", ""),
    ("welcome.salesforce.com", "welcome.salesforce.com", ""),
    ("help.salesforce.com", "help.salesforce.com", ""),
    ("developer.salesforce.com", "developer.salesforce.com", ""),
    ("trailhead.salesforce.com", "trailhead.salesforce.com", ""),
    ("appexchange.salesforce.com", "appexchange.salesforce.com", ""),
    ("status.salesforce.com", "status.salesforce.com", ""),
    ("admin.salesforce.com", "admin.salesforce.com", ""),
    ("architect.salesforce.com", "architect.salesforce.com", ""),
];

#[test]
fn every_form_is_the_first_that_fits_its_hosts() {
    for (form, host, right) in ROWS {
        let (family, better) = find(host).unwrap();
        assert_eq!((family.form, better.unwrap_or_default().as_str()), (form, right), "{host}");
    }
    for family in FAMILIES {
        assert!(ROWS.iter().any(|(form, ..)| *form == family.form), "{} has no row", family.form);
    }
}

#[test]
fn each_wrong_url_is_mended_to_the_right_one() {
    for (form, host, right) in ROWS {
        let kind = FAMILIES.iter().find(|family| family.form == form).unwrap().kind;
        let expected = match (kind, right) {
            (Kind::Login, _) => Some(format!("https://{host}")),
            (_, "") => None,
            (_, right) => Some(format!("https://{right}")),
        };
        for pasted in
            [format!("https://{host}"), format!("http://{host}/lightning/page/home?x=1"), format!("{host}:443"), format!(" {host}. ")]
        {
            assert_eq!(mend(&pasted), expected, "{pasted}");
        }
    }
}
