//! The frozen bytes of one recorded event, and their leaf hash.
//!
//! The encoding is length-prefixed and versioned, so equal bytes mean equal fields and a later
//! version can never be read as an earlier one. What is written here once can never change: a
//! new shape is a new version beside this one.
//!
//! Not here: what an event means, how it is stored, how leaves are bundled for download.
//!
//! Version 1, all numbers big-endian:
//!
//! | field | bytes |
//! | --- | --- |
//! | magic | `dugai-leaf` |
//! | encoding version | 1 byte, 0x01 |
//! | sequence number | 8 |
//! | stream id | 16 |
//! | stream kind | 1 length, then UTF-8 |
//! | stream version | 8 |
//! | event kind | 1 length, then UTF-8 |
//! | actor | 0x00, or 0x01 and 16 bytes |
//! | recorded at | 8, signed, microseconds since 1970-01-01T00:00:00Z |
//! | payload | 0x00, 4 length, bytes; or 0x01, 8 length, 32 bytes SHA-256 of the payload |
//!
//! The second form of the payload is for payloads above [`MAX_INLINE_PAYLOAD`]: an entry bundle
//! of C2SP tlog-tiles cannot hold an entry above 65,535 bytes, and no committed event may be left
//! out of the tree for its size.

use sha2::{Digest as _, Sha256};

use crate::{error::LeafError, hash::TreeHash};

const MAGIC: &[u8; 10] = b"dugai-leaf";
const VERSION: u8 = 1;
const TAG_INLINE: u8 = 0;
const TAG_DIGEST: u8 = 1;

/// Greatest payload in bytes that is part of the leaf itself; a longer one is bound by its hash.
pub const MAX_INLINE_PAYLOAD: usize = 64_000;

/// Greatest encoded leaf in bytes: what the 16-bit length of an entry bundle can say.
pub const MAX_LEAF_BYTES: usize = 65_535;

/// Greatest length in bytes of a stream kind or an event kind.
pub const MAX_KIND_BYTES: usize = 255;

/// Hash of a leaf: SHA-256 of 0x00 and the bytes (RFC 6962, section 2.1).
#[must_use]
pub fn leaf_hash(bytes: &[u8]) -> TreeHash {
    let mut hasher = Sha256::new();
    hasher.update([0x00]);
    hasher.update(bytes);
    TreeHash::from_bytes(hasher.finalize().into())
}

/// The payload of an event as the leaf holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// The payload's own bytes. Above [`MAX_INLINE_PAYLOAD`] they are encoded as a digest.
    Inline(&'a [u8]),
    /// Length in bytes and SHA-256 of a payload too long to be part of the leaf.
    Digest {
        /// Length of the payload in bytes.
        len: u64,
        /// Plain SHA-256 of the payload, without any prefix.
        sha256: [u8; 32],
    },
}

impl<'a> Payload<'a> {
    /// The form that the encoding prescribes for a payload of this length.
    #[must_use]
    pub fn of(bytes: &'a [u8]) -> Self {
        if bytes.len() <= MAX_INLINE_PAYLOAD {
            Self::Inline(bytes)
        } else {
            Self::Digest { len: bytes.len() as u64, sha256: Sha256::digest(bytes).into() }
        }
    }

    /// Whether this is the payload `bytes`.
    #[must_use]
    pub fn matches(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Inline(own) => *own == bytes,
            Self::Digest { .. } => *self == Payload::of(bytes),
        }
    }
}

impl<'a> From<&'a [u8]> for Payload<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::of(bytes)
    }
}

/// One recorded event in the form that is hashed, version 1 of the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeafV1<'a> {
    /// Place of the event in the one dense order of the installation.
    pub seq: u64,
    /// Id of the stream the event belongs to.
    pub stream: [u8; 16],
    /// Kind of the stream, at most [`MAX_KIND_BYTES`] bytes.
    pub stream_kind: &'a str,
    /// Version of the stream after the event.
    pub version: u64,
    /// Kind of the event with its own payload version, at most [`MAX_KIND_BYTES`] bytes.
    pub kind: &'a str,
    /// The payload, JSON exactly as stored.
    pub payload: Payload<'a>,
    /// Who acted; nobody for what the system did itself.
    pub actor: Option<[u8; 16]>,
    /// When it was recorded, microseconds since 1970-01-01T00:00:00Z.
    pub recorded_at_micros: i64,
}

impl<'a> LeafV1<'a> {
    /// The bytes that are hashed, never more than [`MAX_LEAF_BYTES`].
    ///
    /// # Errors
    /// [`LeafError::NameTooLong`] for a kind above [`MAX_KIND_BYTES`], and
    /// [`LeafError::DigestOfShortPayload`] if a digest stands where the payload itself must.
    pub fn encode(&self) -> Result<Vec<u8>, LeafError> {
        let mut out = Vec::new();
        self.encode_into(&mut out)?;
        Ok(out)
    }

    /// Appends the bytes that are hashed to `out`, so that a caller can reuse one buffer.
    ///
    /// # Errors
    /// As [`LeafV1::encode`]; `out` is then left as it was.
    pub fn encode_into(&self, out: &mut Vec<u8>) -> Result<(), LeafError> {
        let stream_kind_len = kind_len(self.stream_kind, "stream kind")?;
        let kind_len = kind_len(self.kind, "event kind")?;
        let payload = match self.payload {
            Payload::Inline(bytes) => Payload::of(bytes),
            Payload::Digest { len, .. } if len <= MAX_INLINE_PAYLOAD as u64 => {
                return Err(LeafError::DigestOfShortPayload { len });
            }
            digest @ Payload::Digest { .. } => digest,
        };

        out.extend_from_slice(MAGIC);
        out.push(VERSION);
        out.extend_from_slice(&self.seq.to_be_bytes());
        out.extend_from_slice(&self.stream);
        out.push(stream_kind_len);
        out.extend_from_slice(self.stream_kind.as_bytes());
        out.extend_from_slice(&self.version.to_be_bytes());
        out.push(kind_len);
        out.extend_from_slice(self.kind.as_bytes());
        match self.actor {
            None => out.push(0),
            Some(actor) => {
                out.push(1);
                out.extend_from_slice(&actor);
            }
        }
        out.extend_from_slice(&self.recorded_at_micros.to_be_bytes());
        match payload {
            Payload::Inline(bytes) => {
                out.push(TAG_INLINE);
                // The cast keeps the value: an inline payload is at most MAX_INLINE_PAYLOAD long.
                out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
                out.extend_from_slice(bytes);
            }
            Payload::Digest { len, sha256 } => {
                out.push(TAG_DIGEST);
                out.extend_from_slice(&len.to_be_bytes());
                out.extend_from_slice(&sha256);
            }
        }
        Ok(())
    }

    /// Reads the bytes back. Only what [`LeafV1::encode`] writes is accepted, so one event has
    /// exactly one encoding.
    ///
    /// # Errors
    /// [`LeafError`] naming the first field that is missing, too long or malformed.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, LeafError> {
        let mut reader = Reader(bytes);
        if reader.array("magic") != Ok(*MAGIC) {
            return Err(LeafError::NotALeaf);
        }
        match reader.byte("encoding version")? {
            VERSION => {}
            other => return Err(LeafError::UnknownVersion(other)),
        }
        let leaf = Self {
            seq: u64::from_be_bytes(reader.array("sequence number")?),
            stream: reader.array("stream id")?,
            stream_kind: reader.kind("stream kind")?,
            version: u64::from_be_bytes(reader.array("stream version")?),
            kind: reader.kind("event kind")?,
            actor: reader.actor()?,
            recorded_at_micros: i64::from_be_bytes(reader.array("recording time")?),
            payload: reader.payload()?,
        };
        if reader.0.is_empty() { Ok(leaf) } else { Err(LeafError::TrailingBytes(reader.0.len())) }
    }

    /// The leaf hash of the encoded event.
    ///
    /// # Errors
    /// As [`LeafV1::encode`].
    pub fn hash(&self) -> Result<TreeHash, LeafError> {
        Ok(leaf_hash(&self.encode()?))
    }
}

fn kind_len(kind: &str, field: &'static str) -> Result<u8, LeafError> {
    let len = kind.len();
    u8::try_from(len).map_err(|_| LeafError::NameTooLong { field, len })
}

/// The bytes not read yet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], LeafError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(LeafError::Truncated { field })?;
        self.0 = rest;
        Ok(*head)
    }

    fn byte(&mut self, field: &'static str) -> Result<u8, LeafError> {
        self.array::<1>(field).map(|[byte]| byte)
    }

    fn slice(&mut self, len: usize, field: &'static str) -> Result<&'a [u8], LeafError> {
        let (head, rest) = self.0.split_at_checked(len).ok_or(LeafError::Truncated { field })?;
        self.0 = rest;
        Ok(head)
    }

    fn kind(&mut self, field: &'static str) -> Result<&'a str, LeafError> {
        let len = self.byte(field)?;
        let bytes = self.slice(usize::from(len), field)?;
        std::str::from_utf8(bytes).map_err(|_| LeafError::NotUtf8 { field })
    }

    fn actor(&mut self) -> Result<Option<[u8; 16]>, LeafError> {
        match self.byte("actor")? {
            0 => Ok(None),
            1 => self.array("actor").map(Some),
            tag => Err(LeafError::UnknownTag { field: "actor", tag }),
        }
    }

    fn payload(&mut self) -> Result<Payload<'a>, LeafError> {
        const FIELD: &str = "payload";
        match self.byte(FIELD)? {
            TAG_INLINE => {
                let len = u32::from_be_bytes(self.array(FIELD)?) as usize;
                if len > MAX_INLINE_PAYLOAD {
                    return Err(LeafError::InlinePayloadTooLong { len });
                }
                self.slice(len, FIELD).map(Payload::Inline)
            }
            TAG_DIGEST => {
                let len = u64::from_be_bytes(self.array(FIELD)?);
                if len <= MAX_INLINE_PAYLOAD as u64 {
                    return Err(LeafError::DigestOfShortPayload { len });
                }
                let sha256 = self.array(FIELD)?;
                Ok(Payload::Digest { len, sha256 })
            }
            tag => Err(LeafError::UnknownTag { field: FIELD, tag }),
        }
    }
}
