use super::super::Context;
use sf_preflight_checks::model::observations::{Phase, Purpose};
use std::future::Future;
use std::time::{Duration, Instant};

/// The time that the limits below are made for; a longer or shorter run stretches or squeezes them.
const USUAL_RUN: Duration = Duration::from_secs(8);
/// The share of what is left that one phase at a further login host may take.
const FURTHER_HOST_SHARE: u32 = 5;
/// The least that one phase at a further login host may take: the second SYN goes out after one second. With the time
/// that the first host has for three SYNs, packets that are dropped are told within 5 s.
const FURTHER_HOST_LEAST: Duration = Duration::from_millis(1_300);

/// How long each phase may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The look-up. A name server that answers for one family alone makes the resolver wait and ask again.
    pub lookup: Duration,
    /// How long the look-up alone is waited for; then the name servers are asked meanwhile.
    pub lookup_patience: Duration,
    /// TCP: three SYNs, which go out at 0, 1 and 3 s.
    pub connect: Duration,
    /// TLS to the proxy.
    pub proxy_tls: Duration,
    /// CONNECT.
    pub tunnel: Duration,
    /// TLS to the org.
    pub tls: Duration,
    /// The HTTP exchange.
    pub http: Duration,
    /// The whole way to the end of a second handshake.
    pub small_hello: Duration,
    /// All name servers together.
    pub name_servers: Duration,
    deadline: Instant,
}

impl Limits {
    /// The limits of a probe that begins now.
    pub fn new(context: &Context, purpose: Purpose) -> Self {
        let milliseconds = |number| Duration::from_millis(number);
        let left = context.remaining();
        match purpose {
            Purpose::Login => {
                let stretch = left.as_secs_f64() / USUAL_RUN.as_secs_f64();
                let limit = |number| milliseconds(number).mul_f64(stretch);
                Self {
                    lookup: limit(6_500),
                    lookup_patience: limit(2_500),
                    connect: limit(3_200),
                    proxy_tls: limit(3_000),
                    tunnel: limit(5_500),
                    tls: limit(3_000),
                    http: limit(6_000),
                    small_hello: limit(1_500),
                    name_servers: limit(1_500),
                    deadline: context.deadline,
                }
            }
            Purpose::Fallback | Purpose::Redirect => {
                let each = (left / FURTHER_HOST_SHARE).max(FURTHER_HOST_LEAST);
                Self {
                    lookup: each,
                    lookup_patience: each,
                    connect: each,
                    proxy_tls: each,
                    tunnel: each,
                    tls: each,
                    http: each,
                    small_hello: Duration::ZERO,
                    name_servers: Duration::ZERO,
                    deadline: context.deadline,
                }
            }
        }
    }

    /// A limit, cut where the whole run ends.
    fn cut(&self, limit: Duration) -> Duration {
        limit.min(self.deadline.saturating_duration_since(Instant::now()))
    }

    /// Does the work of a phase within its limit: how it ended, and what the next phase goes on with.
    pub async fn run<T, N, E>(&self, limit: Duration, work: impl Future<Output = Result<(T, N), E>>) -> (Phase<T, E>, Option<N>) {
        let start = Instant::now();
        let outcome = tokio::time::timeout(self.cut(limit), work).await;
        let duration_ms = elapsed_ms(start);
        match outcome {
            Ok(Ok((value, next))) => (Phase::Done { value, duration_ms }, Some(next)),
            Ok(Err(error)) => (Phase::Failed { error, duration_ms }, None),
            Err(_) => (Phase::TimedOut { duration_ms }, None),
        }
    }
}

/// Milliseconds since then.
pub fn elapsed_ms(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
