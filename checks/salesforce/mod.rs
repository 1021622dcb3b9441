//! What sf does: which URL and proxy it takes, which hosts it tries, what it makes of keys and names.

pub mod after_token;
pub mod answer;
pub mod attempt;
pub mod login_url;
pub mod no_proxy;
pub mod proxy;
pub mod way;
