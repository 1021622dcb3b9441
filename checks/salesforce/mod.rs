//! What sf does: which URL and proxy it takes, which hosts it tries, what it makes of keys and names.

pub mod after_token;
pub mod answer;
pub mod app_certificate;
pub mod assess;
pub mod attempt;
pub mod audience;
pub mod catalogue;
pub mod command;
pub mod credential;
pub mod domain;
pub mod hops;
pub mod hosts;
pub mod http_stack;
pub mod http_timeout;
pub mod json;
pub mod login_url;
pub mod no_proxy;
pub mod oauth_port;
pub mod open;
pub mod private_key;
pub mod proxy;
pub mod question;
pub mod recognise;
pub mod switches;
pub mod way;
pub mod words;
