//! HTTP_TIMEOUT, with which sf gives up its own requests.

use crate::model::observations::{Environment, Probe};

/// How long sf gives each request, milliseconds; None where HTTP_TIMEOUT does not shorten its 30 minutes. A value that
/// is no number, or not above 0, gives 1 ms: `parseInt`, and what Node's timers make of it. Source: jsforce-node 3.12.0
/// `transport.js`, `request-helper.js`; measured.
pub fn limit_ms(environment: &Environment) -> Option<u64> {
    const LONGEST: i64 = i32::MAX as i64;
    let value = environment.nonempty("HTTP_TIMEOUT")?.trim_start();
    let (sign, digits) = match value.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, value.strip_prefix('+').unwrap_or(value)),
    };
    let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
    let number = digits[..end].parse::<i64>().map_or(0, |number| sign * number);
    // A timer over 2^31 - 1 ms fires at once, too.
    Some(if (1..=LONGEST).contains(&number) { number.unsigned_abs() } else { 1 })
}

/// How long a probe's way to the end of its answer took, milliseconds.
pub fn taken_ms(probe: &Probe) -> u64 {
    let phases = [
        probe.lookup.duration_ms(),
        probe.connect.duration_ms(),
        probe.proxy_tls.duration_ms(),
        probe.tunnel.duration_ms(),
        probe.tls.duration_ms(),
        probe.http.duration_ms(),
    ];
    phases.into_iter().flatten().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Observations, observations::Flow};

    #[test]
    fn the_value_is_read_as_parse_int_reads_it() {
        for (value, limit) in [
            ("", None),
            ("5000", Some(5000)),
            ("5000ms", Some(5000)),
            (" 30 ", Some(30)),
            ("abc", Some(1)),
            ("0", Some(1)),
            ("-5", Some(1)),
            ("99999999999", Some(1)),
        ] {
            let observations = Observations::blank(Flow::Jwt).with_variables(&[("HTTP_TIMEOUT", value)]);
            assert_eq!(limit_ms(&observations.environment), limit, "{value:?}");
        }
    }
}
