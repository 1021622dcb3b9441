//! What can be wrong with a chain, in OpenSSL's and Node's words.

/// What can be wrong with a chain.
///
/// Source: OpenSSL 3.5 `crypto/x509/x509_txt.c`; the codes: Node 24 `src/crypto/crypto_common.cc`, `X509ErrorCode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainError {
    /// An internal error of OpenSSL.
    Unspecified,
    /// The issuer of a certificate from the trust store is not in the trust store.
    UnableToGetIssuer,
    /// The issuer of a certificate that was sent is neither sent nor trusted.
    UnableToGetIssuerLocally,
    /// Only one certificate, and its issuer is neither sent nor trusted.
    UnableToVerifyLeaf,
    /// The server's own certificate is self-signed and not trusted.
    DepthZeroSelfSigned,
    /// The root was sent and is not trusted.
    SelfSignedInChain,
    /// More certificates than OpenSSL follows; never its last word, and so never the code of a chain.
    ChainTooLong,
    /// A signature is wrong.
    SignatureFailure,
    /// An issuer's key cannot be read.
    UndecodableIssuerKey,
    /// Not valid yet.
    NotYetValid,
    /// Not valid any more.
    Expired,
    /// An issuer is no CA.
    InvalidCa,
    /// Not meant for TLS servers, or not for signing them.
    InvalidPurpose,
    /// More CAs than an issuer allows below it.
    PathLengthExceeded,
    /// A critical extension that OpenSSL does not know.
    UnhandledCriticalExtension,
    /// An issuer's key usage does not allow signing certificates.
    NoCertSign,
    /// The server's own key is too weak.
    LeafKeyTooSmall,
    /// An issuer's key is too weak.
    IssuerKeyTooSmall,
    /// A signature's digest is too weak.
    DigestTooWeak,
    /// An elliptic curve given by its parameters.
    ExplicitCurve,
    /// A name outside the ones permitted.
    PermittedViolation,
    /// A name within the ones excluded.
    ExcludedViolation,
    /// A constraint of a kind that OpenSSL does not apply.
    UnsupportedConstraintType,
    /// A constraint that it cannot read.
    UnsupportedConstraintSyntax,
    /// A name that it cannot read.
    UnsupportedNameSyntax,
    /// The certificate is for another host: Node's own check.
    WrongHost,
}

impl ChainError {
    /// Node's code: `UNSPECIFIED` for those that it has no name for.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnableToGetIssuer => "UNABLE_TO_GET_ISSUER_CERT",
            Self::UnableToGetIssuerLocally => "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
            Self::UnableToVerifyLeaf => "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            Self::DepthZeroSelfSigned => "DEPTH_ZERO_SELF_SIGNED_CERT",
            Self::SelfSignedInChain => "SELF_SIGNED_CERT_IN_CHAIN",
            Self::ChainTooLong => "CERT_CHAIN_TOO_LONG",
            Self::SignatureFailure => "CERT_SIGNATURE_FAILURE",
            Self::UndecodableIssuerKey => "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
            Self::NotYetValid => "CERT_NOT_YET_VALID",
            Self::Expired => "CERT_HAS_EXPIRED",
            Self::InvalidCa => "INVALID_CA",
            Self::InvalidPurpose => "INVALID_PURPOSE",
            Self::PathLengthExceeded => "PATH_LENGTH_EXCEEDED",
            Self::WrongHost => "ERR_TLS_CERT_ALTNAME_INVALID",
            Self::Unspecified
            | Self::UnhandledCriticalExtension
            | Self::NoCertSign
            | Self::LeafKeyTooSmall
            | Self::IssuerKeyTooSmall
            | Self::DigestTooWeak
            | Self::ExplicitCurve
            | Self::PermittedViolation
            | Self::ExcludedViolation
            | Self::UnsupportedConstraintType
            | Self::UnsupportedConstraintSyntax
            | Self::UnsupportedNameSyntax => "UNSPECIFIED",
        }
    }

    /// The message, without what Node 24 appends to some.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified certificate verification error",
            Self::UnableToGetIssuer => "unable to get issuer certificate",
            Self::UnableToGetIssuerLocally => "unable to get local issuer certificate",
            Self::UnableToVerifyLeaf => "unable to verify the first certificate",
            Self::DepthZeroSelfSigned => "self-signed certificate",
            Self::SelfSignedInChain => "self-signed certificate in certificate chain",
            Self::ChainTooLong => "certificate chain too long",
            Self::SignatureFailure => "certificate signature failure",
            Self::UndecodableIssuerKey => "unable to decode issuer public key",
            Self::NotYetValid => "certificate is not yet valid",
            Self::Expired => "certificate has expired",
            Self::InvalidCa => "invalid CA certificate",
            Self::InvalidPurpose => "unsuitable certificate purpose",
            Self::PathLengthExceeded => "path length constraint exceeded",
            Self::UnhandledCriticalExtension => "unhandled critical extension",
            Self::NoCertSign => "key usage does not include certificate signing",
            Self::LeafKeyTooSmall => "EE certificate key too weak",
            Self::IssuerKeyTooSmall => "CA certificate key too weak",
            Self::DigestTooWeak => "CA signature digest algorithm too weak",
            Self::ExplicitCurve => "Certificate public key has explicit ECC parameters",
            Self::PermittedViolation => "permitted subtree violation",
            Self::ExcludedViolation => "excluded subtree violation",
            Self::UnsupportedConstraintType => "unsupported name constraint type",
            Self::UnsupportedConstraintSyntax => "unsupported or invalid name constraint syntax",
            Self::UnsupportedNameSyntax => "unsupported or invalid name syntax",
            Self::WrongHost => "Hostname/IP does not match certificate's altnames",
        }
    }

    /// Whether it says that no trusted root was reached.
    pub fn is_about_trust(self) -> bool {
        matches!(
            self,
            Self::UnableToGetIssuer
                | Self::UnableToGetIssuerLocally
                | Self::UnableToVerifyLeaf
                | Self::DepthZeroSelfSigned
                | Self::SelfSignedInChain
        )
    }
}
