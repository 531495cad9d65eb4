//! As much of HTTP as a measurement needs: one connection that is kept, one request at a time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(300);

/// A connection to a server.
pub struct Http(BufReader<TcpStream>);

impl Http {
    /// Connects to a loopback port.
    pub fn open(port: u16) -> Result<Self, String> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|e| format!("failed to connect: {e}"))?;
        stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.set_nodelay(true)).map_err(|e| e.to_string())?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request; gives status and length of the answer. A body makes it a form that is sent.
    pub fn send(&mut self, path: &str, session: &str, body: Option<&str>) -> Result<(u16, usize), String> {
        let told = |e: std::io::Error| format!("failed to ask {path}: {e}");
        let verb = if body.is_some() { "POST" } else { "GET" };
        let mut text = format!(
            "{verb} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: sid={session}\r\nsec-fetch-site: same-origin\r\n"
        );
        if let Some(body) = body {
            text.push_str("content-type: application/x-www-form-urlencoded\r\n");
            text.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        text.push_str(body.unwrap_or_default());
        self.0.get_mut().write_all(text.as_bytes()).map_err(told)?;
        self.answer().map_err(told)
    }

    fn answer(&mut self) -> std::io::Result<(u16, usize)> {
        let line = self.line()?;
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default();
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.split_once(": ") {
                Some(("content-length", n)) => length = n.parse().unwrap_or_default(),
                Some(("transfer-encoding", how)) => chunked = how == "chunked",
                Some(_) => {}
                None => break,
            }
        }
        if !chunked {
            self.skip(length)?;
            return Ok((status, length));
        }
        let mut all = 0;
        loop {
            let size = usize::from_str_radix(&self.line()?, 16).unwrap_or_default();
            self.skip(size)?;
            self.line()?;
            all += size;
            if size == 0 {
                return Ok((status, all));
            }
        }
    }

    fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn skip(&mut self, length: usize) -> std::io::Result<()> {
        let skipped = std::io::copy(&mut self.0.by_ref().take(length as u64), &mut std::io::sink())?;
        if skipped == length as u64 { Ok(()) } else { Err(std::io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// A value as it stands in an address or a form.
pub fn encode(value: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
        _ => format!("%{b:02X}"),
    };
    value.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn values_are_encoded_byte_by_byte() {
        assert_eq!(encode("t市1~a b"), "t%E5%B8%821~a%20b");
    }
}
