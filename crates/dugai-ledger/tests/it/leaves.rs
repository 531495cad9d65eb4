//! The frozen encoding of events.

use dugai_ledger::{LeafError, LeafV1, MAX_INLINE_PAYLOAD, MAX_LEAF_BYTES, Payload, leaf_hash};
use proptest::prelude::*;

use crate::support::{hash, unhex};

const STREAM: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

fn leaf(payload: &[u8]) -> LeafV1<'_> {
    LeafV1 {
        seq: 73_894,
        stream: STREAM,
        stream_kind: "problem",
        version: 7,
        kind: "problem.dispatched.v1",
        payload: payload.into(),
        actor: None,
        recorded_at_micros: 1_732_420_800_123_456,
    }
}

/// The files were written by another program from the table in the module's text.
#[test]
fn version_1_is_frozen() {
    let mut short = leaf(r#"{"v":1,"text":"砂石场扬尘"}"#.as_bytes());
    short.actor = Some(STREAM.map(|byte| byte + 0xa0));
    let long_payload = format!("\"{}\"", "x".repeat(69_998));
    let cases = [
        (
            short,
            include_str!("fixtures/leaf-v1-inline.hex"),
            "44239f1ee246da2ea7d3041a9fb23803e44c6de0925081dda0b9f7c902d6dd00",
        ),
        (
            leaf(long_payload.as_bytes()),
            include_str!("fixtures/leaf-v1-digest.hex"),
            "66bfc7eb2bd37d219ac8d96a57acb13d1f4899de27a59f85d0b7e1af86fa2104",
        ),
    ];
    for (leaf, bytes, expected) in cases {
        let bytes = unhex(bytes);
        assert_eq!(leaf.encode(), Ok(bytes.clone()));
        assert_eq!(LeafV1::decode(&bytes), Ok(leaf));
        assert_eq!(leaf.hash(), Ok(hash(expected)));
        assert_eq!(leaf_hash(&bytes), hash(expected));
    }
    let long = leaf(long_payload.as_bytes());
    assert!(long.payload.matches(long_payload.as_bytes()));
    assert!(!long.payload.matches(&long_payload.as_bytes()[1..]));
}

#[test]
fn the_largest_leaf_fits_an_entry_bundle() {
    let payload = vec![b'x'; MAX_INLINE_PAYLOAD];
    let kind = "k".repeat(255);
    let mut largest = leaf(&payload);
    largest.actor = Some(STREAM);
    largest.stream_kind = &kind;
    largest.kind = &kind;
    let bytes = largest.encode().unwrap();
    assert!(bytes.len() <= MAX_LEAF_BYTES);
    assert_eq!(LeafV1::decode(&bytes), Ok(largest));
}

#[test]
fn a_long_payload_is_always_bound_by_its_digest() {
    let payload = vec![b'x'; MAX_INLINE_PAYLOAD + 1];
    let mut forced = leaf(&payload);
    forced.payload = Payload::Inline(&payload);
    assert_eq!(forced.encode(), leaf(&payload).encode());
}

#[test]
fn malformed_leaves_are_refused_by_name() {
    let kind = "k".repeat(256);
    let mut long = leaf(b"{}");
    long.kind = &kind;
    let too_long = LeafError::NameTooLong { field: "event kind", len: 256 };
    assert_eq!(long.encode(), Err(too_long));

    let mut digest = leaf(b"{}");
    digest.payload = Payload::Digest { len: 2, sha256: [0; 32] };
    let short = LeafError::DigestOfShortPayload { len: 2 };
    assert_eq!(digest.encode(), Err(short));

    let good = leaf(b"{}").encode().unwrap();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let trailing = [good.as_slice(), &[0]].concat();
    let tag = LeafError::UnknownTag { field: "payload", tag: 9 };
    let cases = [
        (with(0, b'D'), LeafError::NotALeaf),
        (with(10, 2), LeafError::UnknownVersion(2)),
        (with(36, 0xff), LeafError::NotUtf8 { field: "stream kind" }),
        (with(good.len() - 7, 9), tag),
        (trailing, LeafError::TrailingBytes(1)),
    ];
    for (bytes, error) in cases {
        assert_eq!(LeafV1::decode(&bytes), Err(error));
    }
    for end in 0..good.len() {
        assert!(LeafV1::decode(&good[..end]).is_err(), "cut at {end}");
    }
}

proptest! {
    #[test]
    fn encoding_round_trips(
        seq: u64,
        stream: [u8; 16],
        stream_kind in "\\PC{0,40}",
        version: u64,
        kind in "\\PC{0,40}",
        payload: Vec<u8>,
        actor: Option<[u8; 16]>,
        recorded_at_micros: i64,
    ) {
        let leaf = LeafV1 {
            seq,
            stream,
            stream_kind: &stream_kind,
            version,
            kind: &kind,
            payload: Payload::of(&payload),
            actor,
            recorded_at_micros,
        };
        let bytes = leaf.encode().unwrap();
        prop_assert_eq!(LeafV1::decode(&bytes), Ok(leaf));
    }

    /// Whatever reads at all is written back to the same bytes: no event has two encodings.
    #[test]
    fn decoding_is_canonical(at in 0_usize..92, byte: u8) {
        let mut bytes = leaf(br#"{"a":1}"#).encode().unwrap();
        prop_assert!(at < bytes.len());
        bytes[at] = byte;
        if let Ok(leaf) = LeafV1::decode(&bytes) {
            prop_assert_eq!(leaf.encode(), Ok(bytes));
        }
    }
}
