//! What Node.js does: which roots are in force, how it reads certificate files, how OpenSSL walks a chain, what
//! NODE_OPTIONS means.

pub mod errors;
pub mod pem;
pub mod verify;
