use super::*;

const HOME: &str = "/home/user";

/// The machine on which the rows below were run with the real npm 11.21.2 and a real TLS server.
fn variables(more: &[(&str, &str)]) -> BTreeMap<String, String> {
    let common = [("SSLV", "false"), ("K", "strict-ssl"), ("HOME", HOME)];
    common.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn machine(variables: &BTreeMap<String, String>) -> Machine<'_> {
    Machine { variables, working_directory: Path::new("/home/me"), home: None }
}

fn switches_off(layer: &Layer, machine: Machine<'_>) -> bool {
    layer.setting("strict-ssl").is_some_and(|setting| !is_strict(&setting.value, machine))
}

/// Each line of an `.npmrc`, and whether it switches certificate checks off.
const LINES: &[(&str, bool)] = &[
    ("strict-ssl=false", true),
    ("strict-ssl = false", true),
    ("  strict-ssl=false  ", true),
    ("strict-ssl=False", false),
    ("strict-ssl=FALSE", false),
    ("strict-ssl=0", false),
    ("strict-ssl=1", false),
    ("strict-ssl=2", false),
    ("strict-ssl=-1", false),
    ("strict-ssl=0.0", false),
    ("strict-ssl=00", false),
    ("strict-ssl=no", false),
    ("strict-ssl=off", false),
    ("strict-ssl=n", false),
    ("strict-ssl=null", false),
    ("strict-ssl=undefined", false),
    ("strict-ssl=", false),
    ("strict-ssl", false),
    ("strict-ssl=\"false\"", true),
    ("strict-ssl='false'", true),
    ("\"strict-ssl\"=false", true),
    ("strict-ssl=\"False\"", false),
    ("strict-ssl=\"0\"", false),
    ("strict-ssl=''", false),
    ("strict-ssl=\" \"", false),
    ("strict-ssl=false ; comment", true),
    ("strict-ssl=false # comment", true),
    ("strict-ssl=false;x", true),
    ("; strict-ssl=false", false),
    ("# strict-ssl=false", false),
    ("//strict-ssl=false", false),
    ("strict_ssl=false", false),
    ("Strict-SSL=false", false),
    ("STRICT-SSL=false", false),
    ("strictSSL=false", false),
    ("strict-ssl: false", false),
    ("strict-ssl false", false),
    ("strict-ssl==false", false),
    ("strict-ssl[]=false", false),
    ("strict-ssl=true\nstrict-ssl=false", true),
    ("strict-ssl=false\nstrict-ssl=true", false),
    ("[x]\nstrict-ssl=false", false),
    ("[strict-ssl]\nfalse=1", false),
    ("no-strict-ssl=true", false),
    ("no-strict-ssl", false),
    ("strict-ssl=${SSLV}", false),
    ("strict-ssl=${SSLV?}", false),
    ("strict-ssl=${UNSET}", false),
    ("strict-ssl=${UNSET?}", false),
    ("strict-ssl=$SSLV", false),
    ("strict-ssl=${SSLV:-false}", false),
    ("strict-ssl=\\${SSLV}", false),
    ("strict-ssl=false\r\n", true),
    ("\u{feff}strict-ssl=false\n", true),
    ("\u{feff}\nstrict-ssl=false", true),
    ("s\u{0}t\u{0}r\u{0}i\u{0}c\u{0}t\u{0}-\u{0}s\u{0}s\u{0}l\u{0}=\u{0}f\u{0}a\u{0}l\u{0}s\u{0}e\u{0}", false),
    ("registry=https://r/ strict-ssl=false", false),
    ("export strict-ssl=false", false),
    ("strict-ssl=false\t", true),
    ("\tstrict-ssl\t=\tfalse", true),
    ("strict-ssl=f", false),
    ("strict-ssl=true false", false),
    ("strict-ssl=tru", false),
    ("ssl-strict=false", false),
    ("${K}=false", true),
    ("//<registry>/:strict-ssl=false", false),
    ("strict-ssl=\u{a0}false", true),
    ("strict-ssl=0x0", false),
    ("strict-ssl=1e0", false),
    ("strict-ssl=NaN", false),
    ("strict-ssl=Infinity", false),
];

#[test]
fn each_line_does_what_it_does_in_npm() {
    let variables = variables(&[]);
    let machine = machine(&variables);
    for (line, off) in LINES {
        let layer = Layer::from_file(machine, StrictSslSource::User, line).unwrap();
        assert_eq!(switches_off(&layer, machine), *off, "{line:?}");
    }
}

#[test]
fn each_variable_does_what_it_does_in_npm() {
    for (more, off) in [
        (&[("npm_config_strict_ssl", "false")][..], true),
        (&[("NPM_CONFIG_STRICT_SSL", "false")][..], true),
        (&[("Npm_Config_Strict_Ssl", "false")][..], true),
        (&[("npm_config_strict-ssl", "false")][..], true),
        (&[("npm_config_strictssl", "false")][..], false),
        (&[("npm_config_strict_ssl", "False")][..], false),
        (&[("npm_config_strict_ssl", "FALSE")][..], false),
        (&[("npm_config_strict_ssl", "0")][..], false),
        (&[("npm_config_strict_ssl", "no")][..], false),
        (&[("npm_config_strict_ssl", "")][..], false),
        (&[("npm_config_strict_ssl", " ")][..], false),
        (&[("npm_config_strict_ssl", " false ")][..], true),
        (&[("npm_config_strict_ssl", "null")][..], false),
        (&[("npm_config_strict_ssl", "undefined")][..], false),
        (&[("npm_config_strict_ssl", "${SSLV}")][..], false),
        (&[("npm_config_strict_ssl", "\"false\"")][..], false),
        (&[("NPM_STRICT_SSL", "false")][..], false),
        (&[("npm_config__strict_ssl", "false")][..], false),
        (&[("NPM_CONFIG_STRICT_SSL", "false"), ("npm_config_strict_ssl", "true")][..], false),
        (&[("npm_config_strict_ssl", ""), ("NPM_CONFIG_STRICT_SSL", "false")][..], true),
    ] {
        let variables = variables(more);
        let machine = machine(&variables);
        assert_eq!(switches_off(&Layer::from_environment(machine), machine), off, "{more:?}");
    }
}

#[test]
fn null_leaves_it_to_node() {
    let variables = variables(&[("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
    let machine = machine(&variables);
    for (line, off) in [("strict-ssl=null", true), ("strict-ssl=true", false), ("strict-ssl=\" undefined \"", true)] {
        let layer = Layer::from_file(machine, StrictSslSource::User, line).unwrap();
        assert_eq!(switches_off(&layer, machine), off, "{line:?}");
    }
}

#[test]
fn variables_are_replaced_in_text() {
    let variables = variables(&[("EMPTY", "")]);
    for (text, expected) in [
        ("${SSLV}", "false"),
        ("a${SSLV}b${K}", "afalsebstrict-ssl"),
        ("${NONE}", "${NONE}"),
        ("${NONE?}", ""),
        ("${SSLV?}", "false"),
        ("${EMPTY}", ""),
        ("${SSLV:-x}", "${SSLV:-x}"),
        ("\\${SSLV}", "${SSLV}"),
        ("\\\\${SSLV}", "\\false"),
        ("${}${a$b}${SSLV", "${}${a$b}${SSLV"),
        ("${${SSLV}}", "${false}"),
    ] {
        assert_eq!(machine(&variables).replace_variables(text), expected, "{text:?}");
    }
}

#[test]
fn paths_are_made_absolute() {
    let variables = variables(&[]);
    for (text, expected) in [
        ("~/.npmrc", "/home/user/.npmrc"),
        ("${HOME}/x", "/home/user/x"),
        ("x/../y", "/home/me/y"),
        ("/a/./b/", "/a/b"),
        ("~x", "/home/me/~x"),
        ("", "/home/me"),
    ] {
        assert_eq!(machine(&variables).path(text), Path::new(expected), "{text:?}");
    }
}

#[test]
fn the_default_prefix_is_above_node_unless_a_variable_says_otherwise() {
    let node = Path::new("/opt/node/bin/node");
    for (more, expected) in [
        (&[][..], "/opt/node"),
        (&[("PREFIX", "/p")][..], "/p"),
        (&[("PREFIX", "")][..], "/opt/node"),
        (&[("DESTDIR", "/d")][..], "/d/opt/node"),
    ] {
        let variables = variables(more);
        assert_eq!(machine(&variables).default_prefix(Some(node)).as_deref(), Some(Path::new(expected)), "{more:?}");
    }
}

#[test]
fn global_mode_comes_from_global_or_location() {
    let variables = variables(&[]);
    for (text, expected) in [("global=true", true), ("global", true), ("global=false", false), ("location=global", true), ("x=1", false)] {
        let layer = Layer::from_file(machine(&variables), StrictSslSource::Builtin, text).unwrap();
        assert_eq!(is_global(&[&layer]), expected, "{text:?}");
    }
}

#[test]
fn workspaces_are_named_by_patterns() {
    for (patterns, folder, expected) in [
        (&["packages/*"][..], "packages/a", true),
        (&["packages/*"], "packages/a/b", false),
        (&["./packages/a/"], "packages/a", true),
        (&["**"], "x/y/z", true),
        (&["packages/*", "!packages/b*"], "packages/bcd", false),
        (&["pack*es/a*"], "packages/abc", true),
        (&[], "a", false),
    ] {
        assert_eq!(is_workspace(patterns.iter().copied(), folder), expected, "{patterns:?} {folder}");
    }
}
