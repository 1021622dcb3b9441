//! What Node.js does: which roots are in force, how it reads certificate files, how OpenSSL walks a chain, what
//! NODE_OPTIONS means.

pub mod certificate;
pub mod certificate_file;
pub mod chain;
pub mod chain_error;
pub mod chain_view;
pub mod diagnosis;
pub mod errors;
pub mod identity;
pub mod inspection;
pub mod key;
pub mod name;
pub mod name_constraints;
pub mod options;
pub mod pem;
pub mod roots;
mod signature;
pub mod startup;
pub mod trust_export;
pub mod trust_remedy;
pub mod verify;

#[cfg(test)]
pub(crate) mod test_world;
