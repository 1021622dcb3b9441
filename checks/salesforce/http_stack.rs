//! The HTTP library that sf makes its requests with. It decides what sf prints, what it waits for, and how it reads a
//! proxy's value.

use super::words;
use crate::model::observations::{Runtime, SfInstallation, SfVersion};

/// Which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpStack {
    /// node-fetch 2, with https-proxy-agent 5: jsforce-node before it was moved to undici, and sfdx 7.
    NodeFetch,
    /// undici: every failed connection is `fetch failed`.
    Undici,
}

impl HttpStack {
    /// The first sf that came with undici. Source: release notes of `@salesforce/cli`.
    pub const FIRST_WITH_UNDICI: SfVersion = SfVersion::new(2, 142, 6);

    /// The library of the sf that would run; the newest where none was found.
    pub fn of(runtime: &Runtime) -> Self {
        runtime.sf.as_ref().map_or(Self::Undici, Self::of_installation)
    }

    /// The library of this sf. What is installed with it counts for more than its version, since npm gives an older sf
    /// a newer jsforce: measured with 2.138.0.
    pub fn of_installation(sf: &SfInstallation) -> Self {
        let is_old = sf.is_sfdx_v7 || sf.version.is_some_and(|version| version < Self::FIRST_WITH_UNDICI);
        if is_old && sf.http_library_version.is_none() { Self::NodeFetch } else { Self::Undici }
    }

    /// What sf says of a connection that failed, in a sentence.
    pub fn says(self) -> &'static str {
        match self {
            Self::NodeFetch => "This sf names the cause itself.",
            Self::Undici => "sf says no more than `fetch failed`.",
        }
    }

    /// What sf says of a URL whose scheme is neither http nor https. Measured.
    pub fn refuses_scheme(self) -> &'static str {
        match self {
            Self::NodeFetch => "Only HTTP(S) protocols are supported",
            Self::Undici => words::FETCH_FAILED,
        }
    }

    /// What sf says where HTTP_TIMEOUT ends a request. Measured.
    pub fn aborts(self) -> &'static str {
        match self {
            Self::NodeFetch => words::USER_ABORTED,
            Self::Undici => words::ABORTED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::NodeVersion;

    #[test]
    fn what_is_installed_decides() {
        let undici = Some(NodeVersion::new(8, 12, 4));
        for (version, library, is_sfdx_v7, stack) in [
            ((2, 150, 6), undici, false, HttpStack::Undici),
            ((2, 142, 6), None, false, HttpStack::Undici),
            ((2, 141, 6), None, false, HttpStack::NodeFetch),
            ((2, 138, 0), undici, false, HttpStack::Undici),
            ((7, 209, 6), None, true, HttpStack::NodeFetch),
        ] {
            let sf = SfInstallation {
                path: "/usr/bin/sf".into(),
                version: Some(SfVersion::new(version.0, version.1, version.2)),
                is_sfdx_v7,
                http_library_version: library,
                http_library_engines: None,
                open_version: None,
            };
            let runtime = Runtime { sf: Some(sf), ..Runtime::default() };
            assert_eq!(HttpStack::of(&runtime), stack, "{version:?} {library:?}");
        }
        assert_eq!(HttpStack::of(&Runtime::default()), HttpStack::Undici);
    }
}
