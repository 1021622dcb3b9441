//! Login URLs as they may be shown.

use url::Url;

/// A text with the user and password of the URL in it masked, and the values of parameters that let somebody in, where it
/// has them. It is read as the same kind of URL.
pub fn masked(text: &str) -> String {
    without_parameters(&without_user(text))
}

/// Parameters of Salesforce's own URLs whose values are as good as a password.
const SECRET_PARAMETERS: [&str; 9] =
    ["sid", "session_id", "access_token", "refresh_token", "id_token", "code", "assertion", "otp", "client_secret"];

fn without_parameters(text: &str) -> String {
    let is_end = |character: char| character == '&' || character == '#' || character.is_whitespace();
    let mut masked = String::with_capacity(text.len());
    for piece in text.split_inclusive(['?', '&', '#']) {
        let secret = piece.split_once('=').filter(|(name, _)| SECRET_PARAMETERS.iter().any(|known| name.eq_ignore_ascii_case(known)));
        match secret {
            Some((name, value)) => {
                let after = value.find(is_end).map_or("", |end| &value[end..]);
                masked.push_str(&format!("{name}=***{after}"));
            }
            None => masked.push_str(piece),
        }
    }
    masked
}

fn without_user(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("//") else { return text.to_owned() };
    let (authority, after) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}//***@{host}{after}"),
        None => text.to_owned(),
    }
}

/// The same of a text that is there to be a URL, whatever it is: where it is none, all before the last `@` is masked, so
/// that it stays none, and a scheme without `//` stays.
pub fn masked_url(text: &str) -> String {
    if text.contains("//") {
        let is_url = Url::parse(text).is_ok();
        return match text.split_once("//").zip(text.rsplit_once('@')) {
            Some(((scheme, rest), (_, host))) if !is_url && rest.contains('@') => format!("{scheme}//***:***/***@{host}"),
            _ => masked(text),
        };
    }
    match text.rsplit_once('@') {
        Some((before, host)) => match before.split_once(':') {
            Some((scheme, _)) => format!("{scheme}:***@{host}"),
            None => format!("***@{host}"),
        },
        None => without_parameters(text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{UrlFault, unsendable};
    use super::*;

    #[test]
    fn a_password_is_masked_in_what_is_no_url() {
        for (text, shown) in [
            ("https://me:word@acme.my.salesforce.com/x@y", "https://***@acme.my.salesforce.com/x@y"),
            ("https://me:wo/rd@acme.my.salesforce.com", "https://***:***/***@acme.my.salesforce.com"),
            ("https://me:wo#rd@acme.my.salesforce.com", "https://***:***/***@acme.my.salesforce.com"),
            ("me:word@acme.my.salesforce.com", "me:***@acme.my.salesforce.com"),
            ("word@acme.my.salesforce.com", "***@acme.my.salesforce.com"),
            ("acme.my.salesforce.com", "acme.my.salesforce.com"),
            ("https://acme.my.salesforce.com/", "https://acme.my.salesforce.com/"),
        ] {
            assert_eq!(masked_url(text), shown, "{text}");
            assert_eq!(Url::parse(text).is_ok(), Url::parse(shown).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_password_is_masked_and_nothing_else() {
        for (text, masked_text) in [
            ("https://me:word@acme.my.salesforce.com/x@y", "https://***@acme.my.salesforce.com/x@y"),
            (" https://token@acme.my.salesforce.com", " https://***@acme.my.salesforce.com"),
            ("https://me:w@rd@acme.my.salesforce.com?x", "https://***@acme.my.salesforce.com?x"),
            ("https://acme.my.salesforce.com/x@y", "https://acme.my.salesforce.com/x@y"),
            ("acme.my.salesforce.com", "acme.my.salesforce.com"),
            (
                "https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=00D!AQ&retURL=%2F",
                "https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=***&retURL=%2F",
            ),
            ("http://localhost:1717/OauthRedirect?code=aPrx&state=x", "http://localhost:1717/OauthRedirect?code=***&state=x"),
            ("https://acme.my.salesforce.com/#access_token=00D!AQ", "https://acme.my.salesforce.com/#access_token=***"),
            ("https://acme.my.salesforce.com/x?country_code=de", "https://acme.my.salesforce.com/x?country_code=de"),
        ] {
            assert_eq!(masked(text), masked_text);
        }
        assert_eq!(Url::parse(&masked("https://me:word@host")).ok().as_ref().and_then(unsendable), Some(UrlFault::Credentials));
    }
}
