//! Counts of requests since the start, in the text form that monitors read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the latency buckets, in seconds and as they are printed.
const BUCKETS: [(f64, &str); 10] = [
    (0.005, "0.005"),
    (0.01, "0.01"),
    (0.025, "0.025"),
    (0.05, "0.05"),
    (0.1, "0.1"),
    (0.25, "0.25"),
    (0.5, "0.5"),
    (1.0, "1"),
    (2.5, "2.5"),
    (5.0, "5"),
];

/// Method and route template.
type Route = (&'static str, String);

/// Counters since the start.
#[derive(Debug, Default)]
pub struct Counters(Mutex<BTreeMap<Route, Seen>>);

/// What was seen of one route.
#[derive(Debug, Default)]
struct Seen {
    /// Requests by hundreds of the status.
    classes: BTreeMap<u16, u64>,
    /// Requests that took no longer than each bucket's end, and longer than the one before.
    buckets: [u64; BUCKETS.len()],
    /// Requests.
    count: u64,
    /// Seconds in all.
    seconds: f64,
}

impl Counters {
    /// Counts one request.
    pub fn count(&self, route: (&'static str, &str), status: u16, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = all.entry((route.0, route.1.to_owned())).or_default();
        let seconds = took.as_secs_f64();
        *seen.classes.entry(status / 100).or_default() += 1;
        if let Some(bucket) = BUCKETS.iter().position(|(end, _)| seconds <= *end)
            && let Some(slot) = seen.buckets.get_mut(bucket)
        {
            *slot += 1;
        }
        seen.count += 1;
        seen.seconds += seconds;
    }

    /// The counts as text.
    #[must_use]
    pub fn render(&self) -> String {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from("# TYPE dugai_http_requests_total counter\n");
        for ((method, route), seen) in all.iter() {
            for (class, count) in &seen.classes {
                let labels = format!("method=\"{method}\",route=\"{}\",status=\"{class}xx\"", escaped(route));
                // Writing to a string cannot fail.
                let _ = writeln!(text, "dugai_http_requests_total{{{labels}}} {count}");
            }
        }
        text.push_str("# TYPE dugai_http_request_seconds histogram\n");
        for ((method, route), seen) in all.iter() {
            seen.histogram(&mut text, &format!("method=\"{method}\",route=\"{}\"", escaped(route)));
        }
        text
    }
}

impl Seen {
    fn histogram(&self, text: &mut String, labels: &str) {
        let mut sum = 0;
        for (slot, (_, end)) in self.buckets.iter().zip(BUCKETS) {
            sum += slot;
            let _ = writeln!(text, "dugai_http_request_seconds_bucket{{{labels},le=\"{end}\"}} {sum}");
        }
        let _ = writeln!(text, "dugai_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {}", self.count);
        let _ = writeln!(text, "dugai_http_request_seconds_sum{{{labels}}} {:.6}", self.seconds);
        let _ = writeln!(text, "dugai_http_request_seconds_count{{{labels}}} {}", self.count);
    }
}

/// A label value with what would end it escaped.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_cumulative_and_labels_cannot_break_out() {
        let counters = Counters::default();
        for (status, ms) in [(200, 3), (204, 30), (404, 9_000)] {
            counters.count(("GET", "/a\"b"), status, Duration::from_millis(ms));
        }
        let text = counters.render();
        let labels = "method=\"GET\",route=\"/a\\\"b\"";
        for line in [
            format!("dugai_http_requests_total{{{labels},status=\"2xx\"}} 2"),
            format!("dugai_http_requests_total{{{labels},status=\"4xx\"}} 1"),
            format!("dugai_http_request_seconds_bucket{{{labels},le=\"0.005\"}} 1"),
            format!("dugai_http_request_seconds_bucket{{{labels},le=\"0.05\"}} 2"),
            format!("dugai_http_request_seconds_bucket{{{labels},le=\"5\"}} 2"),
            format!("dugai_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} 3"),
            format!("dugai_http_request_seconds_count{{{labels}}} 3"),
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
    }
}
