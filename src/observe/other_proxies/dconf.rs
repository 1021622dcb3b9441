//! GNOME's proxy, which dconf keeps in a GVDB file. Source: GLib's `gvdb-format.h`; GNOME's schema
//! `org.gnome.system.proxy`.

use super::Named;

/// How a file begins on a machine with little-endian numbers.
const SIGNATURE: &[u8] = b"GVariant";
/// Where the root's table begins and ends stands here.
const ROOT: usize = 16;
/// The size of an entry, bytes.
const ENTRY: usize = 24;
/// The kind of an entry that has a value.
const VALUE: u8 = b'v';
/// In place of an entry's parent: it has none.
const NO_PARENT: u32 = u32::MAX;

/// The proxy that GNOME is set to use, be it through a script.
pub fn proxy(file: &[u8]) -> Option<Named> {
    let table = Table::open(file)?;
    let text = |name: &str| table.find(&format!("/system/proxy/{name}")).and_then(text_of).unwrap_or_default();
    let port = |name: &str| table.find(&format!("/system/proxy/{name}")).and_then(number_of).unwrap_or_default();
    match text("mode") {
        "manual" => Named::proxy(text("https/host"), port("https/port")).or_else(|| Named::proxy(text("http/host"), port("http/port"))),
        "auto" => Named::script(text("autoconfig-url")),
        _ => None,
    }
}

/// The table of a file's root.
struct Table<'a> {
    file: &'a [u8],
    entries: &'a [u8],
}

impl<'a> Table<'a> {
    fn open(file: &'a [u8]) -> Option<Self> {
        /// The bits above count something else.
        const BLOOM_WORDS: u32 = 0x07ff_ffff;
        let root = file.starts_with(SIGNATURE).then(|| range(file, number(file, ROOT)?, number(file, ROOT + 4)?))??;
        let words = u64::from(number(root, 0)? & BLOOM_WORDS) + u64::from(number(root, 4)?);
        let entries = root.get(usize::try_from(8 + 4 * words).ok()?..)?;
        Some(Self { file, entries })
    }

    fn entry(&self, index: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(index).ok()?.checked_mul(ENTRY)?;
        self.entries.get(start..)?.get(..ENTRY)
    }

    /// The value of that name, serialised: its bytes, a zero, its type.
    fn find(&self, name: &str) -> Option<&'a [u8]> {
        let all = (0..).map_while(|index| self.entry(index));
        let entry = all.filter(|entry| entry[14] == VALUE).find(|entry| self.is_named(entry, name.as_bytes()))?;
        range(self.file, number(entry, 16)?, number(entry, 20)?)
    }

    /// Whether an entry's name is this: its own end of it, after its parent's.
    fn is_named(&self, entry: &[u8], name: &[u8]) -> bool {
        let named = || {
            let start = number(entry, 8)?;
            let own = range(self.file, start, start.checked_add(u32::from(u16::from_le_bytes([entry[12], entry[13]])))?)?;
            let before = name.strip_suffix(own).filter(|_| !own.is_empty())?;
            Some(match number(entry, 4)? {
                NO_PARENT => before.is_empty(),
                parent => self.is_named(self.entry(parent)?, before),
            })
        };
        named().unwrap_or(false)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn range(bytes: &[u8], start: u32, end: u32) -> Option<&[u8]> {
    bytes.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

fn text_of(value: &[u8]) -> Option<&str> {
    std::str::from_utf8(value.strip_suffix(b"\0\0s")?).ok()
}

fn number_of(value: &[u8]) -> Option<i64> {
    let number = value.strip_suffix(b"\0i")?.first_chunk()?;
    Some(i64::from(i32::from_le_bytes(*number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by `dconf compile` 0.40.0: mode manual, https `proxy.lab` 3128, http `other.lab` 8080 with a password.
    const MANUAL: &[u8] = include_bytes!("../../../tests/fuzz/corpus/dconf/manual");
    /// Mode auto, autoconfig-url `http://wpad.lab/proxy.pac`, and a proxy that is not in use.
    const SCRIPT: &[u8] = include_bytes!("../../../tests/fuzz/corpus/dconf/script");
    /// Mode none, with a proxy.
    const NONE: &[u8] = include_bytes!("../../../tests/fuzz/corpus/dconf/none");

    #[test]
    fn the_proxy_that_is_in_use_is_found() {
        assert_eq!(proxy(MANUAL), Some(Named::Proxy("http://proxy.lab:3128".to_owned())));
        assert_eq!(proxy(SCRIPT), Some(Named::Script("http://wpad.lab/proxy.pac".to_owned())));
        assert_eq!(proxy(NONE), None);
    }

    #[test]
    fn a_file_that_is_cut_or_damaged_names_nothing_false() {
        for cut in 0..MANUAL.len() {
            assert!(!matches!(proxy(&MANUAL[..cut]), Some(Named::Script(_))), "{cut}");
        }
        let mut endless = MANUAL.to_vec();
        // Every entry its own parent.
        for entry in (0x70..0x234).step_by(ENTRY) {
            let index = u32::try_from((entry - 0x70) / ENTRY).unwrap();
            endless[entry + 4..entry + 8].copy_from_slice(&index.to_le_bytes());
        }
        assert_eq!(proxy(&endless), None);
    }
}
