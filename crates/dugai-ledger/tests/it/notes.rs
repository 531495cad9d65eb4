//! Signed notes and checkpoints.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use dugai_ledger::{
    Checkpoint, CheckpointError, EMPTY_ROOT, NoteError, NoteSigner, NoteVerifier, SignedNote, TreeHash,
    note::MAX_NOTE_BYTES,
};
use proptest::prelude::*;

use crate::support::{ORIGIN, hash, signer};

// The key and note of the tests of golang.org/x/mod/sumdb/note.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n";
const PETER_LINE: &str =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn peter_signer() -> NoteSigner {
    let bytes = STANDARD.decode(PETER_SECRET).unwrap();
    let (algorithm, seed) = bytes.split_first_chunk::<1>().unwrap();
    assert_eq!(*algorithm, [1]);
    NoteSigner::from_seed("PeterNeumann", seed.try_into().unwrap()).unwrap()
}

fn peter() -> NoteVerifier {
    NoteVerifier::parse(PETER).unwrap()
}

#[test]
fn the_known_note_is_signed_byte_for_byte_and_verifies() {
    let expected = format!("{TEXT}\n{PETER_LINE}");
    let signer = peter_signer();
    assert_eq!(signer.verifier().to_string(), PETER);
    let note = SignedNote::sign(TEXT.to_owned(), &[&signer]).unwrap();
    assert_eq!(note.to_string(), expected);
    let parsed = SignedNote::parse(&expected).unwrap();
    assert_eq!(parsed, note);
    let valid = parsed.verify(&[peter()]).unwrap();
    assert_eq!(valid.len(), 1);
    assert_eq!(valid[0].name(), "PeterNeumann");
    assert_eq!(valid[0].id().to_string(), "c74f20a3");
}

#[test]
fn every_mangled_verifier_key_is_refused() {
    for at in 0..PETER.len() {
        assert!(NoteVerifier::parse(&PETER[..at]).is_err(), "cut at {at}");
        if at > 0 {
            assert!(NoteVerifier::parse(&PETER[at..]).is_err(), "from {at}");
        }
        let mut bytes = PETER.as_bytes().to_vec();
        bytes[at] += 1;
        let text = String::from_utf8(bytes).unwrap();
        assert!(NoteVerifier::parse(&text).is_err(), "{text}");
    }
    // Well-formed ids, but a key of another length and another algorithm.
    let long = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
    let other = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(NoteVerifier::parse(long), Err(NoteError::VerifierKey));
    assert_eq!(NoteVerifier::parse(other), Err(NoteError::VerifierKey));
}

#[test]
fn keys_that_anybody_could_sign_for_are_refused() {
    let mut identity = [0; 32];
    identity[0] = 1;
    let error = NoteError::PublicKey { name: "weak".into() };
    assert_eq!(NoteVerifier::new("weak", &identity), Err(error));
}

#[test]
fn names_of_keys() {
    let seed = [1; 32];
    for name in ["example.com/log", "督改.example", "a"] {
        assert!(NoteSigner::from_seed(name, &seed).is_ok(), "{name:?}");
    }
    let long = "x".repeat(256);
    for name in ["", "a b", "a+b", "a\nb", "a\u{3000}b", "a\u{7}", &long] {
        assert!(NoteSigner::from_seed(name, &seed).is_err(), "{name:?}");
    }
}

#[test]
fn the_secret_is_never_printed() {
    let text = format!("{:?}", NoteSigner::from_seed("key", &[0xab; 32]).unwrap());
    assert!(text.contains("NoteVerifier"), "{text}");
    assert!(!text.contains("171, 171"), "{text}");
}

#[test]
fn several_signatures_are_kept_and_unknown_ones_passed_over() {
    let other = NoteSigner::from_seed("witness.example", &[9; 32]).unwrap();
    let note = SignedNote::sign(TEXT.to_owned(), &[&other, &peter_signer()]).unwrap();
    let note = SignedNote::parse(&note.to_string()).unwrap();
    assert_eq!(note.signatures().len(), 2);
    let names = |known: &[NoteVerifier]| -> Result<Vec<String>, NoteError> {
        let valid = note.verify(known)?;
        Ok(valid.iter().map(|s| s.name().to_owned()).collect())
    };
    assert_eq!(names(&[peter()]), Ok(vec!["PeterNeumann".to_owned()]));
    let both = vec!["witness.example".to_owned(), "PeterNeumann".to_owned()];
    assert_eq!(names(&[peter(), other.verifier().clone()]), Ok(both));
    assert_eq!(names(&[]), Err(NoteError::NoKnownSignature));
    assert_eq!(names(&[signer().verifier().clone()]), Err(NoteError::NoKnownSignature));

    // A repeated line counts once.
    let twice = format!("{TEXT}\n{PETER_LINE}{PETER_LINE}");
    let twice = SignedNote::parse(&twice).unwrap();
    assert_eq!(twice.verify(&[peter()]).unwrap().len(), 1);
}

/// A wrong signature of a known key spoils the note, also beside a right one.
#[test]
fn a_wrong_signature_of_a_known_key_rejects_the_note() {
    let other = NoteSigner::from_seed("witness.example", &[9; 32]).unwrap();
    let elsewhere = other.sign("another text\n").unwrap();
    let right = peter_signer().sign(TEXT).unwrap();
    let note = SignedNote::new(TEXT.to_owned(), vec![right, elsewhere]).unwrap();
    let error = NoteError::InvalidSignature { name: "witness.example".into() };
    assert!(note.verify(&[peter()]).is_ok());
    assert_eq!(note.verify(&[peter(), other.verifier().clone()]), Err(error));

    let changed = format!("{TEXT}\n{PETER_LINE}").replace("cryptography", "cryptographY");
    let changed = SignedNote::parse(&changed).unwrap();
    assert!(changed.verify(&[peter()]).is_err());
}

#[test]
fn the_last_blank_line_ends_the_text() {
    let text = "Ognuno sta solo\n\ned è subito sera.\n";
    let note = SignedNote::sign(text.to_owned(), &[&signer()]).unwrap();
    let parsed = SignedNote::parse(&note.to_string()).unwrap();
    assert_eq!(parsed.text(), text);
}

#[test]
fn malformed_notes_are_refused_by_name() {
    let line = |line| NoteError::SignatureLine { line };
    let dash_less = PETER_LINE.trim_start_matches("— ");
    let many = PETER_LINE.repeat(65);
    let cases = [
        (String::new(), NoteError::NoSignatureBlock),
        (TEXT.to_owned(), NoteError::NoSignatureBlock),
        (format!("{TEXT}{PETER_LINE}"), NoteError::NoSignatureBlock),
        (format!("{TEXT}\n"), NoteError::NoSignatureBlock),
        (format!("{TEXT}\n{}", PETER_LINE.trim_end()), NoteError::NoSignatureBlock),
        (format!("{TEXT}\n{dash_less}"), line(1)),
        (format!("{TEXT}\n{PETER_LINE}— x\n"), line(2)),
        (format!("{TEXT}\n— x AAAAAA\n"), line(1)),
        (format!("{TEXT}\n— x AAAAAA==\n"), line(1)),
        (format!("{TEXT}\n— x+y AAAAAAA=\n"), line(1)),
        (format!("{TEXT}\n— x AAAAAAA= \n"), line(1)),
        (format!("a\tb\n\n{PETER_LINE}"), NoteError::Text),
        (format!("a\r\n\n{PETER_LINE}"), NoteError::Text),
        (format!("{TEXT}\n{many}"), NoteError::SignatureCount { found: 65 }),
        ("x".repeat(MAX_NOTE_BYTES + 1), NoteError::TooLarge { found: MAX_NOTE_BYTES + 1 }),
    ];
    for (note, error) in cases {
        assert_eq!(SignedNote::parse(&note), Err(error), "{note:.80}");
    }
    assert!(SignedNote::parse(&format!("{TEXT}\n{}", PETER_LINE.repeat(64))).is_ok());
    assert_eq!(signer().sign("no newline"), Err(NoteError::Text));
    assert_eq!(SignedNote::sign(TEXT.to_owned(), &[]), Err(NoteError::SignatureCount { found: 0 }));
}

/// The example in the text of tlog-checkpoint.
#[test]
fn the_known_checkpoint_reads() {
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let note = format!(
        "{text}\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    );
    let parsed = SignedNote::parse(&note).unwrap();
    assert_eq!(parsed.to_string(), note);
    let checkpoint = Checkpoint::parse(parsed.text()).unwrap();
    assert_eq!(checkpoint.origin(), "example.com/behind-the-sofa");
    assert_eq!(checkpoint.size(), 20_852_163);
    let root = "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62";
    assert_eq!(*checkpoint.root(), hash(root));
    assert!(checkpoint.extensions().is_empty());
    assert_eq!(checkpoint.to_string(), text);
}

#[test]
fn malformed_checkpoints_are_refused_by_name() {
    let root = EMPTY_ROOT.to_base64();
    let cases = [
        (String::new(), "checkpoint is incomplete"),
        ("log\n1\n".into(), "checkpoint is incomplete"),
        (format!("log\n1\n{root}"), "checkpoint is incomplete"),
        (format!("\n1\n{root}\n"), "origin of checkpoint is malformed"),
        (format!("log\n01\n{root}\n"), "size of checkpoint is malformed"),
        (format!("log\n-1\n{root}\n"), "size of checkpoint is malformed"),
        (format!("log\n9223372036854775808\n{root}\n"), "size of checkpoint is malformed"),
        ("log\n1\nAAAA\n".into(), "root of checkpoint is malformed"),
        (
            format!("log\n0\n{}\n", TreeHash::from_bytes([0; 32]).to_base64()),
            "checkpoint of the empty tree has another root",
        ),
        (format!("log\n1\n{root}\n\n"), "extension lines of checkpoint are malformed"),
        (format!("log\n1\n{root}\n{}", "x\n".repeat(17)), "extension lines of checkpoint are malformed"),
    ];
    for (text, message) in cases {
        let error = Checkpoint::parse(&text).unwrap_err();
        assert_eq!(error.to_string(), message, "{text:?}");
    }
}

#[test]
fn opening_asks_for_the_right_log_and_its_key() {
    let checkpoint = Checkpoint::new(ORIGIN, 0, EMPTY_ROOT).unwrap();
    let note = checkpoint.sign(&[&signer()]).unwrap();
    let keys = [signer().verifier().clone()];
    assert_eq!(Checkpoint::open(&note, ORIGIN, &keys), Ok(checkpoint));
    let wrong = CheckpointError::WrongOrigin { expected: "other.example/ledger".into(), found: ORIGIN.into() };
    assert_eq!(Checkpoint::open(&note, "other.example/ledger", &keys), Err(wrong));
    assert_eq!(Checkpoint::open(&note, ORIGIN, &[peter()]), Err(NoteError::NoKnownSignature.into()));
}

proptest! {
    #[test]
    fn notes_round_trip(lines in prop::collection::vec("\\PC{0,30}", 1..6), seed: [u8; 32]) {
        let text = format!("{}\n", lines.join("\n"));
        let key = NoteSigner::from_seed("key", &seed).unwrap();
        let note = SignedNote::sign(text.clone(), &[&key, &signer()]).unwrap();
        let parsed = SignedNote::parse(&note.to_string()).unwrap();
        prop_assert_eq!(parsed.text(), &text);
        prop_assert_eq!(&parsed, &note);
        let known = [key.verifier().clone(), signer().verifier().clone()];
        prop_assert_eq!(parsed.verify(&known).unwrap().len(), 2);
    }

    #[test]
    fn checkpoints_round_trip(
        origin in "[a-z督改./]{1,40}",
        size in 1..=i64::MAX as u64,
        root: [u8; 32],
        extensions in prop::collection::vec("\\PC{1,30}", 0..4),
    ) {
        let checkpoint = Checkpoint::new(&origin, size, TreeHash::from_bytes(root)).unwrap();
        let checkpoint = extensions
            .iter()
            .try_fold(checkpoint, |done, line| done.with_extension(line))
            .unwrap();
        prop_assert_eq!(Checkpoint::parse(&checkpoint.to_string()), Ok(checkpoint));
    }

    #[test]
    fn any_change_to_a_note_is_noticed(at in 0_usize..240, bit in 0_u8..8) {
        let note = format!("{TEXT}\n{PETER_LINE}");
        prop_assume!(at < note.len());
        let mut bytes = note.clone().into_bytes();
        bytes[at] ^= 1 << bit;
        if let Ok(text) = String::from_utf8(bytes) {
            let opened = SignedNote::parse(&text);
            let trusted = opened.is_ok_and(|note| note.verify(&[peter()]).is_ok());
            prop_assert!(!trusted, "{:?}", text);
        }
    }
}
