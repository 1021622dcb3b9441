//! Names masked in a page that is made: in what is read, not in what the browser takes for itself.

/// The page with every text in it changed; elements, their attributes, the style and the script stay.
pub fn texts(page: &str, change: impl Fn(&str) -> String) -> String {
    let (mut changed, mut rest) = (String::with_capacity(page.len()), page);
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        changed.push_str(&escape(&change(&unescape(text))));
        let raw = ["style", "script"].iter().find(|name| tail[1..].starts_with(**name)).map(|name| format!("</{name}>"));
        let end = match raw {
            Some(close) => tail.find(&close).map(|at| at + close.len()),
            None => tail.find('>').map(|at| at + 1),
        };
        let (element, after) = tail.split_at(end.unwrap_or(tail.len()));
        changed.push_str(element);
        rest = after;
    }
    changed + &escape(&change(&unescape(rest)))
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_changes() {
        let page = "<style>a > a { }</style><a class=\"a\">a &lt;a&gt; &amp;lt;</a><script>a < a</script>a";
        let changed = "<style>a > a { }</style><a class=\"a\">b &lt;b&gt; &amp;lt;</a><script>a < a</script>b";
        assert_eq!(texts(page, |text| text.replace('a', "b")), changed);
        assert_eq!(texts(page, str::to_owned), page);
    }
}
