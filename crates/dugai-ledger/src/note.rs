//! Signed notes: a text under the signatures of named keys (C2SP signed-note), with Ed25519.
//!
//! Signatures by unknown keys are kept and ignored, so that keys can be changed and witnesses can
//! add theirs. A note is trusted only through [`SignedNote::verify`].
//!
//! Not here: what the text says (see [`crate::checkpoint`]), where keys are kept.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use crate::{
    error::NoteError,
    text::{excerpt, is_line},
};

/// Greatest note in bytes, signatures included.
pub const MAX_NOTE_BYTES: usize = 256 * 1024;

/// Greatest number of signatures on a note. The specification asks for at least 16.
pub const MAX_SIGNATURES: usize = 64;

/// Greatest length of a key name in bytes.
pub const MAX_KEY_NAME_BYTES: usize = 255;

/// Signature type of Ed25519 over the note text.
const ED25519: u8 = 0x01;

/// How a signature line begins: em dash, space.
const SIGNATURE_MARK: &str = "\u{2014} ";

/// Short name of a key beside its name: the first four bytes of a hash. It tells keys apart; it
/// protects nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

impl KeyId {
    /// The id of an Ed25519 key: the first four bytes of SHA-256 over name, newline, 0x01, key.
    fn of(name: &str, public_key: &[u8; 32]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(name);
        hasher.update([b'\n', ED25519]);
        hasher.update(public_key);
        let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
        Self([a, b, c, d])
    }

    /// The four bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    /// Eight lowercase hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// A named public key that notes are checked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteVerifier {
    name: String,
    id: KeyId,
    key: VerifyingKey,
}

impl NoteVerifier {
    /// Takes an Ed25519 public key (RFC 8032, 32 bytes) under a name.
    ///
    /// # Errors
    /// [`NoteError::KeyName`] for a name that notes cannot carry, [`NoteError::PublicKey`] for
    /// bytes that are no key or a key of small order, for which anybody could sign.
    pub fn new(name: &str, public_key: &[u8; 32]) -> Result<Self, NoteError> {
        check_key_name(name)?;
        match VerifyingKey::from_bytes(public_key) {
            Ok(key) if !key.is_weak() => Ok(Self { name: name.to_owned(), id: KeyId::of(name, public_key), key }),
            _ => Err(NoteError::PublicKey { name: name.to_owned() }),
        }
    }

    /// Reads the text form, `<name>+<id>+<base64 of 0x01 and the key>`.
    ///
    /// # Errors
    /// [`NoteError::VerifierKey`] for another form or key type, [`NoteError::KeyIdMismatch`] if
    /// the id is not that of name and key, else as [`NoteVerifier::new`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        // The base64 part may hold plus signs too, so only the first two separate.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::VerifierKey);
        };
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::VerifierKey)?;
        let Some((&ED25519, key)) = bytes.split_first() else {
            return Err(NoteError::VerifierKey);
        };
        let key = key.try_into().map_err(|_| NoteError::VerifierKey)?;
        let verifier = Self::new(name, key)?;
        if verifier.id.to_string() == id { Ok(verifier) } else { Err(NoteError::KeyIdMismatch { name: verifier.name }) }
    }

    /// Name of the key.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Id of the key.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The public key, 32 bytes (RFC 8032).
    #[must_use]
    pub fn public_key(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    fn is_key_of(&self, signature: &NoteSignature) -> bool {
        self.name == signature.name && self.id == signature.id
    }

    fn accepts(&self, text: &str, signature: &NoteSignature) -> bool {
        Signature::from_slice(&signature.signature)
            .and_then(|bytes| self.key.verify_strict(text.as_bytes(), &bytes))
            .is_ok()
    }
}

impl fmt::Display for NoteVerifier {
    /// The text form, `<name>+<id>+<base64 of 0x01 and the key>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![ED25519];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, self.id, STANDARD.encode(bytes))
    }
}

/// A named secret key that notes are signed with.
#[derive(Clone)]
pub struct NoteSigner {
    verifier: NoteVerifier,
    key: SigningKey,
}

impl NoteSigner {
    /// Takes an Ed25519 seed (the secret key of RFC 8032, 32 bytes) under a name.
    ///
    /// # Errors
    /// [`NoteError::KeyName`] for a name that notes cannot carry.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let key = SigningKey::from_bytes(seed);
        let verifier = NoteVerifier::new(name, key.verifying_key().as_bytes())?;
        Ok(Self { verifier, key })
    }

    /// The public half, which may be shown to anyone.
    #[must_use]
    pub fn verifier(&self) -> &NoteVerifier {
        &self.verifier
    }

    /// Signs a text that ends in a newline. The same text always gets the same signature.
    ///
    /// # Errors
    /// [`NoteError::Text`] for a text that no note can carry.
    pub fn sign(&self, text: &str) -> Result<NoteSignature, NoteError> {
        check_text(text)?;
        Ok(NoteSignature {
            name: self.verifier.name.clone(),
            id: self.verifier.id,
            signature: self.key.sign(text.as_bytes()).to_bytes().to_vec(),
        })
    }
}

impl fmt::Debug for NoteSigner {
    /// Names the key and never shows the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoteSigner").field("verifier", &self.verifier).finish_non_exhaustive()
    }
}

/// One signature of a note, checked or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    id: KeyId,
    signature: Vec<u8>,
}

impl NoteSignature {
    /// Name of the key that is said to have signed.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Id of the key that is said to have signed.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
        check_key_name(name).ok()?;
        let bytes = STANDARD.decode(encoded).ok()?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        (!signature.is_empty()).then(|| Self { name: name.to_owned(), id: KeyId(*id), signature: signature.to_vec() })
    }
}

impl fmt::Display for NoteSignature {
    /// The signature line without its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.id.0.as_slice(), &self.signature].concat();
        write!(f, "{SIGNATURE_MARK}{} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A text and its signatures, not trusted until verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl SignedNote {
    /// Puts signatures under a text, without checking them.
    ///
    /// # Errors
    /// [`NoteError::Text`], [`NoteError::SignatureCount`] for none or more than
    /// [`MAX_SIGNATURES`], [`NoteError::TooLarge`] above [`MAX_NOTE_BYTES`].
    pub fn new(text: String, signatures: Vec<NoteSignature>) -> Result<Self, NoteError> {
        check_text(&text)?;
        let found = signatures.len();
        if !(1..=MAX_SIGNATURES).contains(&found) {
            return Err(NoteError::SignatureCount { found });
        }
        let note = Self { text, signatures };
        match note.to_string().len() {
            found if found > MAX_NOTE_BYTES => Err(NoteError::TooLarge { found }),
            _ => Ok(note),
        }
    }

    /// Signs a text with every one of the keys.
    ///
    /// # Errors
    /// As [`SignedNote::new`].
    pub fn sign(text: String, signers: &[&NoteSigner]) -> Result<Self, NoteError> {
        let signatures = signers.iter().map(|signer| signer.sign(&text));
        let signatures = signatures.collect::<Result<_, _>>()?;
        Self::new(text, signatures)
    }

    /// Reads a note. Printing what was read gives the same bytes again.
    ///
    /// # Errors
    /// [`NoteError`] naming the part that is malformed or too large.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLarge { found: note.len() });
        }
        // The text may hold blank lines too; the last one ends it.
        let blank = note.rfind("\n\n").ok_or(NoteError::NoSignatureBlock)?;
        let (text, rest) = note.split_at(blank + 1);
        let lines = rest.strip_prefix('\n').and_then(|r| r.strip_suffix('\n'));
        let lines = lines.ok_or(NoteError::NoSignatureBlock)?;
        let found = lines.split('\n').count();
        if found > MAX_SIGNATURES {
            return Err(NoteError::SignatureCount { found });
        }
        let mut signatures = Vec::with_capacity(found);
        for (line, number) in lines.split('\n').zip(1..) {
            let signature = NoteSignature::parse(line);
            signatures.push(signature.ok_or(NoteError::SignatureLine { line: number })?);
        }
        Self::new(text.to_owned(), signatures)
    }

    /// The text, with its last newline. Not to be trusted before [`SignedNote::verify`].
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signatures in their order, of known and unknown keys.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Checks the signatures of all known keys and returns the valid ones, each key once, in the
    /// order of the note. Signatures of unknown keys are passed over.
    ///
    /// # Errors
    /// [`NoteError::InvalidSignature`] if even one signature of a known key is wrong,
    /// [`NoteError::NoKnownSignature`] if no known key has signed, [`NoteError::AmbiguousKey`] if
    /// two different known keys share name and id.
    pub fn verify(&self, known: &[NoteVerifier]) -> Result<Vec<&NoteSignature>, NoteError> {
        let mut valid: Vec<&NoteSignature> = Vec::new();
        for signature in &self.signatures {
            let mut keys = known.iter().filter(|key| key.is_key_of(signature));
            let Some(key) = keys.next() else { continue };
            if keys.any(|other| other != key) {
                return Err(NoteError::AmbiguousKey { name: key.name.clone(), id: key.id.to_string() });
            }
            if !key.accepts(&self.text, signature) {
                return Err(NoteError::InvalidSignature { name: key.name.clone() });
            }
            if !valid.iter().any(|other| key.is_key_of(other)) {
                valid.push(signature);
            }
        }
        if valid.is_empty() { Err(NoteError::NoKnownSignature) } else { Ok(valid) }
    }
}

impl fmt::Display for SignedNote {
    /// The whole note: text, blank line, signature lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        let mut lines = self.signatures.iter();
        lines.try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    let printable = text.bytes().all(|byte| byte >= 0x20 || byte == b'\n');
    if printable && text.ends_with('\n') { Ok(()) } else { Err(NoteError::Text) }
}

fn check_key_name(name: &str) -> Result<(), NoteError> {
    let separators = name.contains(|c: char| c.is_whitespace() || c == '+');
    if is_line(name, MAX_KEY_NAME_BYTES) && !separators {
        Ok(())
    } else {
        Err(NoteError::KeyName { name: excerpt(name) })
    }
}
