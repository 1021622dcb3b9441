//! What sf does: which URL and proxy it takes, which hosts it tries, what it makes of keys and names.

pub mod attempt;
pub mod login_url;
pub mod oauth_port;
pub mod open;
pub mod proxy;
pub mod switches;
