//! Certificates, checked as their receiver checks them: text, leaf bytes, public key.

use dugai_ledger::{
    Certificate, CertificateError, Checkpoint, InclusionProof, NoteVerifier, ProofError,
    certificate::MAX_CERTIFICATE_BYTES, subtree_root,
};
use proptest::prelude::*;

use crate::support::{ORIGIN, leaf_bytes, leaf_hashes, signer};

const KNOWN: &str = include_str!("fixtures/certificate.tlog-proof");
const KNOWN_KEY: &str = include_str!("fixtures/certificate.vkey");

fn certificate(index: u64, size: u64) -> Certificate {
    let leaves = leaf_hashes(size);
    let checkpoint = Checkpoint::new(ORIGIN, size, subtree_root(&leaves)).unwrap();
    let proof = InclusionProof::from_leaves(&leaves, index).unwrap();
    Certificate::new(proof, checkpoint.sign(&[&signer()]).unwrap()).unwrap()
}

fn keys() -> [NoteVerifier; 1] {
    [signer().verifier().clone()]
}

/// A certificate once handed out must be readable and valid for ever.
#[test]
fn the_known_certificate_is_valid() {
    let read = Certificate::parse(KNOWN).unwrap();
    let key = NoteVerifier::parse(KNOWN_KEY.trim_end()).unwrap();
    let checkpoint = read.verify(&leaf_bytes(5), ORIGIN, &[key]).unwrap();
    assert_eq!(checkpoint.size(), 11);
    assert_eq!(read.index(), 5);
    assert_eq!(read.hashes().len(), 4);
    assert_eq!(read.extra(), b"leaf 5");
    assert_eq!(read.to_string(), KNOWN);
    let again = certificate(5, 11).with_extra(b"leaf 5".to_vec()).unwrap();
    assert_eq!(again.to_string(), KNOWN);
}

#[test]
fn a_log_of_one_leaf_needs_no_hashes() {
    let text = certificate(0, 1).to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\ndugai.example/ledger\n1\n"));
    let read = Certificate::parse(&text).unwrap();
    assert!(read.verify(&leaf_bytes(0), ORIGIN, &keys()).is_ok());
}

#[test]
fn wrong_leaf_wrong_log_and_wrong_key_are_refused() {
    let good = certificate(5, 11);
    let mismatch = CertificateError::Proof(ProofError::RootMismatch);
    assert_eq!(good.verify(&leaf_bytes(6), ORIGIN, &keys()), Err(mismatch));
    assert!(good.verify(&leaf_bytes(5), "other", &keys()).is_err());
    assert!(good.verify(&leaf_bytes(5), ORIGIN, &[]).is_err());

    let proof = InclusionProof::from_leaves(&leaf_hashes(12), 5).unwrap();
    let other = CertificateError::OtherTree { proof: 12, checkpoint: 11 };
    assert_eq!(Certificate::new(proof, good.checkpoint().clone()), Err(other));
    let no_extra = good.with_extra(Vec::new());
    assert_eq!(no_extra, Err(CertificateError::Extra));
}

#[test]
fn malformed_certificates_are_refused_by_name() {
    let found = MAX_CERTIFICATE_BYTES + 1;
    let hash_line = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n";
    let many = format!("index 5\n{}", hash_line.repeat(65));
    let line = |line| CertificateError::ProofLine { line };
    let cases = [
        (String::new(), CertificateError::NoCheckpoint),
        ("x".repeat(found), CertificateError::TooLarge { found }),
        (KNOWN.replace("@v1", "@v2"), CertificateError::Header),
        (KNOWN.replace("extra bGVhZiA1", "extra "), CertificateError::Extra),
        (KNOWN.replace("extra bGVhZiA1", "extra *"), CertificateError::Extra),
        (KNOWN.replace("extra ", "Extra "), CertificateError::Index),
        (KNOWN.replace("index 5", "index 05"), CertificateError::Index),
        (KNOWN.replace("index 5", "index"), CertificateError::Index),
        (KNOWN.replace("index 5\n", "index 5\nAAAA\n"), line(1)),
        (KNOWN.replace("index 5\n", &many), line(65)),
    ];
    for (text, error) in cases {
        assert_eq!(Certificate::parse(&text), Err(error), "{text:.60}");
    }
}

proptest! {
    #[test]
    fn certificates_round_trip_and_hold(
        size in 1_u64..300,
        at in any::<prop::sample::Index>(),
        extra in prop::collection::vec(any::<u8>(), 1..100),
    ) {
        let index = at.index(size as usize) as u64;
        let made = certificate(index, size).with_extra(extra).unwrap();
        let read = Certificate::parse(&made.to_string()).unwrap();
        prop_assert_eq!(&read, &made);
        prop_assert!(read.verify(&leaf_bytes(index), ORIGIN, &keys()).is_ok());
    }

    /// Only the extra data may change unnoticed, as the format says.
    #[test]
    fn any_change_outside_the_extra_data_is_noticed(at in 0_usize..600, bit in 0_u8..8) {
        let extra = 23..23 + "extra bGVhZiA1\n".len();
        prop_assume!(at < KNOWN.len() && !extra.contains(&at));
        let mut bytes = KNOWN.as_bytes().to_vec();
        bytes[at] ^= 1 << bit;
        if let Ok(text) = String::from_utf8(bytes) {
            let read = Certificate::parse(&text);
            let trusted = read.is_ok_and(|r| r.verify(&leaf_bytes(5), ORIGIN, &keys()).is_ok());
            prop_assert!(!trusted, "{:?}", text);
        }
    }
}
