//! The certificate that was uploaded to the connected app.

use super::private_key;
use crate::model::observations::CertificateContent;
use crate::node::certificate::Certificate;
use crate::node::{key, pem};
use chrono::DateTime;
use x509_parser::prelude::{FromDer, X509Certificate};

/// What the file that these bytes are holds: a certificate in PEM or DER, as Salesforce's upload takes them, or what
/// else it is.
pub fn inspect(bytes: &[u8]) -> CertificateContent {
    let blocks = pem::blocks(bytes);
    let in_pem = blocks.iter().flatten().find(|block| matches!(block.label.as_str(), "CERTIFICATE" | "X509 CERTIFICATE"));
    let certificate = read(in_pem.map_or(bytes, |block| &block.data));
    certificate.unwrap_or_else(|| CertificateContent::Other { form: private_key::inspect(bytes).form })
}

fn read(der: &[u8]) -> Option<CertificateContent> {
    let certificate = Certificate::read(der)?;
    let (_, raw) = X509Certificate::from_der(der).ok()?;
    Some(CertificateContent::Certificate {
        subject: certificate.subject.shown().as_str().into(),
        fingerprint: certificate.fingerprint(),
        public_key_sha256: key::sha256(raw.public_key().raw),
        not_before: DateTime::from_timestamp(certificate.not_before, 0)?,
        not_after: DateTime::from_timestamp(certificate.not_after, 0)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::KeyForm;
    use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256};

    #[test]
    fn a_certificate_is_read_from_pem_and_der_and_has_its_key_s_hash() {
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
        let another = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
        let certificate = CertificateParams::default().self_signed(&key).unwrap();
        let pem = format!("Bag Attributes\n{}", certificate.pem());
        assert_eq!(inspect(pem.as_bytes()), inspect(certificate.der()));
        let CertificateContent::Certificate { public_key_sha256, .. } = inspect(pem.as_bytes()) else { panic!("no certificate") };
        let hash = |key: &KeyPair| private_key::inspect(key.serialize_pem().as_bytes()).public_key_sha256;
        assert_eq!(hash(&key), Some(public_key_sha256));
        assert_ne!(hash(&key), hash(&another));
        assert_eq!(inspect(key.serialize_pem().as_bytes()), CertificateContent::Other { form: KeyForm::Pkcs8Pem });
        assert_eq!(inspect(b""), CertificateContent::Other { form: KeyForm::Empty });
    }
}
