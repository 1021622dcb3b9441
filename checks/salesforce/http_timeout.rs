//! HTTP_TIMEOUT: how long sf gives each request.

use crate::model::observations::{Environment, Probe};

/// What sf prints when it gives up by its own timer, whatever the timer said. Measured.
pub const PRINTS: &str = "This operation was aborted Request was aborted due to timeout of 30 minutes.";

/// The milliseconds that HTTP_TIMEOUT gives a request; None where it is unset or empty, which leaves 30 minutes. What
/// is not a number from 1 on gives one millisecond, as Node's setTimeout makes of it. Sources: jsforce-node 3.12.0
/// `transport.js` (`parseInt`), `request-helper.js`; Node 24 `lib/internal/timers.js`; measured.
pub fn milliseconds(environment: &Environment) -> Option<u64> {
    const LONGEST: i64 = 2_147_483_647;
    let text = environment.nonempty("HTTP_TIMEOUT")?.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    let number = sign * digits.parse::<i64>().unwrap_or(if digits.is_empty() { 0 } else { i64::MAX });
    Some(u64::try_from(number).ok().filter(|_| (1..=LONGEST).contains(&number)).unwrap_or(1))
}

/// Whether a request that takes as long as this probe did would be given up. `failed_after` is how long sf takes to
/// fail there, seconds, where it does. One millisecond is never enough: even the name is not looked up by then.
pub fn gives_up(environment: &Environment, probe: &Probe, failed_after: Option<u32>) -> bool {
    let Some(limit) = milliseconds(environment) else { return false };
    let phases = [
        probe.lookup.duration_ms(),
        probe.connect.duration_ms(),
        probe.proxy_tls.duration_ms(),
        probe.tunnel.duration_ms(),
        probe.tls.duration_ms(),
        probe.http.duration_ms(),
    ];
    let took = failed_after.map_or_else(|| phases.into_iter().flatten().sum(), |seconds| u64::from(seconds) * 1000);
    limit <= 1 || limit < took
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_read_as_parse_int_and_set_timeout_read_it() {
        for (value, expected) in [
            ("", None),
            ("5000", Some(5000)),
            (" 5000ms", Some(5000)),
            ("+7", Some(7)),
            ("5.9", Some(5)),
            ("1e9", Some(1)),
            ("0", Some(1)),
            ("-5", Some(1)),
            ("abc", Some(1)),
            ("9999999999", Some(1)),
            ("99999999999999999999999", Some(1)),
        ] {
            let environment = Environment([("HTTP_TIMEOUT".to_owned(), value.into())].into());
            assert_eq!(milliseconds(&environment), expected, "{value:?}");
        }
        assert_eq!(milliseconds(&Environment::default()), None);
    }
}
