//! Sealing, tampering, rotation and the key file.

use std::cell::Cell;

use super::*;

/// A counter stands for randomness: never twice the same, and tests can be repeated.
fn entropy() -> impl Fn(&mut [u8]) {
    let next = Cell::new(1u64);
    move |buffer: &mut [u8]| {
        for chunk in buffer.chunks_mut(8) {
            next.set(next.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
            chunk.copy_from_slice(&next.get().to_be_bytes()[..chunk.len()]);
        }
    }
}

const PLAIN: &[u8] = "举报人：张某，13800000000".as_bytes();

#[test]
fn opens_what_it_sealed_and_hides_it() {
    let (key, fill) = (MasterKey::new([7; 32]), entropy());
    for plain in [&b""[..], PLAIN, &vec![42; 1 << 20]] {
        let sealed = seal(&key, &fill, b"complaint/1", plain).unwrap();
        assert_eq!(sealed.len(), HEAD + plain.len() + TAG);
        assert_eq!(open(&key, b"complaint/1", &sealed).unwrap(), plain);
    }
    let (one, two) = (seal(&key, &fill, b"", PLAIN).unwrap(), seal(&key, &fill, b"", PLAIN).unwrap());
    assert!(!one.windows(6).any(|part| part == &PLAIN[..6]));
    assert_ne!(one[1..HEAD], two[1..HEAD], "data key and nonces are fresh each time");
    assert_ne!(one[HEAD..], two[HEAD..]);
}

#[test]
fn one_changed_bit_anywhere_is_noticed() {
    let key = MasterKey::new([7; 32]);
    let sealed = seal(&key, &entropy(), b"a", PLAIN).unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1 << (at % 8);
        let error = open(&key, b"a", &changed).unwrap_err();
        let expected = match at {
            0 => SealError::Version(changed[0]),
            _ if at < ENVELOPE => SealError::Key,
            _ => SealError::Content,
        };
        assert_eq!(error, expected, "byte {at}");
    }
    for length in 0..sealed.len() {
        assert!(open(&key, b"a", &sealed[..length]).is_err(), "cut to {length}");
    }
    assert_eq!(open(&key, b"a", &sealed[..HEAD]), Err(SealError::Cut(HEAD)));
}

/// Values sealed by a released program must open for ever: this one was sealed when the form was new.
#[test]
fn the_form_is_frozen() {
    let hex = "01cba276b4b881a9f0802181e6e230707f8dceb534efa548a2db2bdbe9b23724061f622d62e6efd651488404ebf3af06\
               e0e3bb4950b9823cc604c01bb985e93263bd58f49d3da6afa510bf51ed74c7a3c9d6f84a5288bd02a432ccf775fe6454\
               238715cf8fb011a699ae86c7e148a0d845da7951fe7db3708b5422d2c63461462d3448e22aa2069d133458e001a87da4\
               b1";
    let sealed: Vec<u8> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    assert_eq!(open(&MasterKey::new([7; 32]), b"complaint/1", &sealed).unwrap(), PLAIN);
    assert_eq!(seal(&MasterKey::new([7; 32]), &entropy(), b"complaint/1", PLAIN).unwrap(), sealed);
}

#[test]
fn another_key_or_another_place_does_not_open() {
    let (key, fill) = (MasterKey::new([7; 32]), entropy());
    let sealed = seal(&key, &fill, b"a", PLAIN).unwrap();
    assert_eq!(open(&MasterKey::new([8; 32]), b"a", &sealed), Err(SealError::Key));
    assert_eq!(open(&key, b"b", &sealed), Err(SealError::Content));
    let other = seal(&key, &fill, b"a", PLAIN).unwrap();
    let mixed = [&sealed[..ENVELOPE], &other[ENVELOPE..]].concat();
    assert_eq!(open(&key, b"a", &mixed), Err(SealError::Content), "head and body of two values");
}

#[test]
fn rewrapping_changes_the_key_and_not_the_content() {
    let (old, new, fill) = (MasterKey::new([7; 32]), MasterKey::new([9; 32]), entropy());
    let sealed = seal(&old, &fill, b"a", PLAIN).unwrap();
    let moved = rewrap(&old, &new, &sealed).unwrap();
    assert_eq!(open(&new, b"a", &moved).unwrap(), PLAIN);
    assert_eq!(open(&old, b"a", &moved), Err(SealError::Key));
    assert_eq!(moved[ENVELOPE..], sealed[ENVELOPE..]);
    assert_eq!(rewrap(&new, &old, &sealed), Err(SealError::Key));
}

#[test]
fn without_randomness_nothing_is_sealed() {
    let dead = |_: &mut [u8]| {};
    assert_eq!(seal(&MasterKey::new([7; 32]), &dead, b"", PLAIN), Err(SealError::Randomness));
    let folder = tempfile::tempdir().unwrap();
    assert!(MasterKey::load_or_create(&folder.path().join("vault.key"), &dead).is_err());
    assert!(!folder.path().join("vault.key").exists());
}

#[test]
fn commitments_depend_on_salt_and_bytes_and_stay_as_they_are() {
    let one = commitment(&[1; 16], b"abc");
    assert_eq!(one, "d213592c0e10d9cdab3cd5f13c3e57908b72f85982e26a01b96f89c313d36a05");
    assert_ne!(one, commitment(&[2; 16], b"abc"));
    assert_ne!(one, commitment(&[1; 16], b"abd"));
}

#[test]
fn the_key_file_is_made_once_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.key");
    assert!(MasterKey::load(&path).unwrap().is_none());
    let made = MasterKey::load_or_create(&path, &entropy()).unwrap();
    let again = MasterKey::load_or_create(&path, &|_| panic!("the key must be read, not made")).unwrap();
    assert_eq!(made.0, again.0);
    assert_eq!(std::fs::read(&path).unwrap(), made.0.as_slice());
    assert_eq!(format!("{made:?}"), "MasterKey");
    assert_eq!(write_new(&path, &[1; 32]).unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(std::fs::read(&path).unwrap(), made.0.as_slice(), "an existing key is never overwritten");
}

#[cfg(unix)]
#[test]
fn a_key_open_to_others_is_refused_with_the_cure() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.key");
    MasterKey::load_or_create(&path, &entropy()).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for mode in [0o644, 0o640, 0o602] {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        let message = MasterKey::load(&path).unwrap_err().to_string();
        assert!(message.contains("chmod 600") && message.contains(&format!("{mode:o}")), "{message}");
    }
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o400)).unwrap();
    assert!(MasterKey::load(&path).unwrap().is_some());
}

#[test]
fn a_damaged_key_file_is_named_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    for (length, word) in [(0, "interrupted"), (31, "31"), (33, "more"), (32, "zeros")] {
        let path = folder.path().join(format!("{length}.key"));
        write_new(&path, &vec![0; length]).unwrap();
        let message = MasterKey::load_or_create(&path, &entropy()).unwrap_err().to_string();
        assert!(message.contains(word) && message.contains("backup") && message.contains(".key"), "{message}");
        assert_eq!(std::fs::read(&path).unwrap().len(), length);
    }
}
