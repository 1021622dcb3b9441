use sf_preflight_checks::model::Untrusted;

/// How much of a body is kept, characters.
const KEPT: usize = 300;

/// How bytes begin, as text.
pub fn beginning(bytes: &[u8]) -> Untrusted {
    shortened(&String::from_utf8_lossy(bytes))
}

/// How a page begins once its markup, scripts and styles are taken away.
pub fn without_markup(bytes: &[u8]) -> Untrusted {
    let html = String::from_utf8_lossy(bytes);
    let mut rest = &*html;
    let mut text = String::new();
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        text.push(' ');
        let tag = &rest[open..];
        let hidden =
            ["script", "style", "title"].iter().find(|name| tag.get(1..=name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        // What never ends hides the rest of the page.
        let end = hidden.map_or(Some(0), |name| find_ignoring_case(tag, &format!("</{name}")));
        rest = end.and_then(|end| Some(&tag[end + tag[end..].find('>')? + 1..])).unwrap_or_default();
    }
    text.push_str(rest);
    shortened(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a head with headers of these names says its body's length twice: llhttp takes one Content-Length, and none beside
/// Transfer-Encoding. Measured.
pub fn has_two_lengths<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let (mut lengths, mut is_encoded) = (0, false);
    for name in names {
        lengths += u32::from(name.eq_ignore_ascii_case("content-length"));
        is_encoded |= name.eq_ignore_ascii_case("transfer-encoding");
    }
    lengths > 1 || lengths == 1 && is_encoded
}

/// Whether a line of an HTTP head ends in a line feed alone, which Node's parser refuses. Measured.
pub fn has_bare_line_feed(bytes: &[u8]) -> bool {
    let mut before = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match (before, byte) {
            (b'\r', b'\n') if bytes[at + 1..].starts_with(b"\r\n") => return false,
            (b'\r', _) => {}
            (_, b'\n') => return true,
            _ => {}
        }
        before = *byte;
    }
    false
}

/// The title of an HTML page.
pub fn title(html: &str) -> Option<Untrusted> {
    let open = find_ignoring_case(html, "<title")?;
    let start = open + html[open..].find('>')? + 1;
    let end = start + find_ignoring_case(&html[start..], "</title")?;
    let title = html[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then(|| shortened(&title))
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

fn shortened(text: &str) -> Untrusted {
    Untrusted::new(text.chars().take(KEPT).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_taken_away() {
        for (page, text) in [
            (
                "<html><head><title>Denied</title><style>p { x: <y> }</style></head><body><h1>Access\n denied</h1>by policy",
                "Access denied by policy",
            ),
            ("plain words", "plain words"),
            ("<script>alert(1)</script>", ""),
            ("cut <b", "cut"),
            ("seen <script>hidden <p>hidden", "seen"),
            ("<é>", ""),
        ] {
            assert_eq!(without_markup(page.as_bytes()).raw(), text);
        }
    }

    #[test]
    fn lines_of_a_head_end_in_two_characters() {
        for (head, has_one) in [
            ("HTTP/1.1 200 OK\r\nA: b\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\n\r\nline\nline\n", false),
            ("HTTP/1.1 200 OK\n\n", true),
            ("HTTP/1.1 200 OK\r\nA: b\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nA: b\r\n\n", true),
            ("", false),
        ] {
            assert_eq!(has_bare_line_feed(head.as_bytes()), has_one, "{head:?}");
        }
    }

    #[test]
    fn a_page_is_gone_through_once() {
        let started = std::time::Instant::now();
        for piece in ["<script>", "<", "<title", "</title", "<style></style"] {
            let page = piece.repeat(64 * 1024 / piece.len());
            without_markup(page.as_bytes());
            title(&page);
        }
        assert!(started.elapsed().as_secs() < 5, "took {:?}", started.elapsed());
    }

    #[test]
    fn a_title_is_found_in_any_case() {
        assert_eq!(title("<HTML><TITLE lang=en>\n URL No Longer  Exists</Title>").unwrap().raw(), "URL No Longer Exists");
        assert_eq!(title("<html><title></title>"), None);
        assert_eq!(title("<title>never ends"), None);
    }
}
