//! Sealing of what only few may read (reporter data, evidence): envelope encryption under one
//! master key, commitments, and the key file.
//!
//! A sealed value is `version ‖ key nonce ‖ wrapped data key ‖ nonce ‖ ciphertext`. Every value
//! has a data key of its own, so that a new master key only wraps 32 bytes anew
//! ([`rewrap`]) and never touches the content. Who may open what is not decided here.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::StoreError;

const VERSION: u8 = 1;
const KEY: usize = 32;
const NONCE: usize = 24;
const TAG: usize = 16;
/// Version, nonce and wrapped data key: all that depends on the master key.
const ENVELOPE: usize = 1 + NONCE + KEY + TAG;
const HEAD: usize = ENVELOPE + NONCE;

const WRAP_DOMAIN: &[u8] = b"dugai/seal/v1/data-key";
const CONTENT_DOMAIN: &[u8] = b"dugai/seal/v1/content\0";
const COMMITMENT_DOMAIN: &[u8] = b"dugai/commitment/v1\0";

/// Why a value cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Fewer bytes than any sealed value has.
    #[error("the sealed value is cut: {0} bytes are too few; take it from a backup")]
    Cut(usize),
    /// Sealed by a later program, or not a sealed value at all.
    #[error("the sealed value has the unknown version {0}; use the program version that wrote it, or a later one")]
    Version(u8),
    /// The data key does not unwrap.
    #[error(
        "the master key does not fit this value, or its head was changed; check that vault.key belongs to this data"
    )]
    Key,
    /// The content is not what was sealed, or was sealed for another place.
    #[error("the sealed content was changed, or belongs to another record; take it from a backup")]
    Content,
    /// The source of randomness left its buffer untouched.
    #[error("the source of randomness gives no random bytes; nothing was sealed")]
    Randomness,
    /// Beyond what the cipher can take.
    #[error("the value is too large to be sealed in one piece")]
    TooLarge,
}

/// The key that wraps all data keys. Wiped from memory when dropped, never printed.
pub struct MasterKey(Zeroizing<[u8; KEY]>);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey")
    }
}

impl MasterKey {
    /// A key from its bytes: for a rotation and for tests.
    #[must_use]
    pub fn new(bytes: [u8; KEY]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads a key file; `None` when there is none.
    ///
    /// # Errors
    /// When the file cannot be read, has not exactly 32 bytes, or others than its owner may use it.
    pub fn load(path: &Path) -> Result<Option<Self>, StoreError> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::folder(path, &error)),
        };
        private(&file, path)?;
        let mut bytes = Zeroizing::new([0; KEY + 1]);
        let mut have = 0;
        while let Some(rest) = bytes.get_mut(have..).filter(|rest| !rest.is_empty()) {
            match file.read(rest) {
                Ok(0) => break,
                Ok(count) => have += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(StoreError::folder(path, &error)),
            }
        }
        match bytes.first_chunk::<KEY>() {
            Some(key) if have == KEY && key.iter().any(|byte| *byte != 0) => Ok(Some(Self(Zeroizing::new(*key)))),
            _ => Err(StoreError::message(wrong_content(path, have))),
        }
    }

    /// Reads the key file, or makes one with fresh random bytes, for its owner only.
    ///
    /// Call it where a missing key may be replaced: at the first start. Where sealed values exist
    /// already, [`MasterKey::load`] finds out that their key is gone.
    ///
    /// # Errors
    /// As [`MasterKey::load`]; and when the file cannot be written or `fill` gives no random bytes.
    pub fn load_or_create(path: &Path, fill: &dyn Fn(&mut [u8])) -> Result<Self, StoreError> {
        if let Some(key) = Self::load(path)? {
            return Ok(key);
        }
        let key = Self(random(fill).map_err(|error| StoreError::message(error.to_string()))?);
        match write_new(path, key.0.as_slice()) {
            Ok(()) => Ok(key),
            // Somebody else made it since it was looked for: theirs is the key.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Self::load(path)?
                .ok_or_else(|| StoreError::message(format!("{} appeared and vanished; start again", path.display()))),
            Err(error) => Err(StoreError::folder(path, &error)),
        }
    }
}

fn wrong_content(path: &Path, have: usize) -> String {
    let path = path.display();
    match have {
        0 => format!(
            "the key file {path} is empty: its making was interrupted. If nothing was ever sealed here, remove it and \
             start again; otherwise put the key back from its backup"
        ),
        KEY => format!("the key file {path} holds zeros only; put the key back from its backup"),
        _ => format!(
            "the key file {path} must have exactly {KEY} bytes and has {}; put the key back from its backup, and do \
             not edit or convert it",
            if have > KEY { "more".to_owned() } else { have.to_string() }
        ),
    }
}

#[cfg(unix)]
fn private(file: &File, path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata().map_err(|e| StoreError::folder(path, &e))?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(StoreError::message(format!(
        "the key file {0} can be used by others than its owner (mode {mode:03o}); run: chmod 600 '{0}'",
        path.display()
    )))
}

#[cfg(not(unix))]
fn private(_file: &File, _path: &Path) -> Result<(), StoreError> {
    Ok(())
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| sync_folder(path));
    if written.is_err() {
        // A key that may not survive the next power cut must not be used even once.
        let _ = std::fs::remove_file(path);
    }
    written
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn random<const N: usize>(fill: &dyn Fn(&mut [u8])) -> Result<Zeroizing<[u8; N]>, SealError> {
    let mut bytes = Zeroizing::new([0; N]);
    fill(bytes.as_mut_slice());
    if bytes.iter().all(|byte| *byte == 0) { Err(SealError::Randomness) } else { Ok(bytes) }
}

fn wrap(master: &MasterKey, nonce: &[u8; NONCE], data_key: &[u8; KEY]) -> Result<[u8; ENVELOPE], SealError> {
    let mut wrapped = Zeroizing::new(*data_key);
    let tag = cipher(&master.0)
        .encrypt_inout_detached(&XNonce::from(*nonce), WRAP_DOMAIN, wrapped.as_mut_slice().into())
        .map_err(|_| SealError::TooLarge)?;
    let mut envelope = [VERSION; ENVELOPE];
    let parts = nonce.iter().chain(wrapped.iter()).chain(tag.iter());
    envelope.iter_mut().skip(1).zip(parts).for_each(|(to, from)| *to = *from);
    Ok(envelope)
}

fn cipher(key: &[u8; KEY]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

fn content_aad(aad: &[u8]) -> Vec<u8> {
    [CONTENT_DOMAIN, aad].concat()
}

/// A sealed value taken apart.
struct Parts<'a> {
    key_nonce: &'a [u8; NONCE],
    wrapped: &'a [u8; KEY],
    key_tag: &'a [u8; TAG],
    nonce: &'a [u8; NONCE],
    content: &'a [u8],
    tag: &'a [u8; TAG],
}

impl<'a> Parts<'a> {
    fn of(sealed: &'a [u8]) -> Result<Self, SealError> {
        let cut = SealError::Cut(sealed.len());
        let (version, rest) = sealed.split_first().ok_or(cut)?;
        if *version != VERSION {
            return Err(SealError::Version(*version));
        }
        let (key_nonce, rest) = rest.split_first_chunk().ok_or(cut)?;
        let (wrapped, rest) = rest.split_first_chunk().ok_or(cut)?;
        let (key_tag, rest) = rest.split_first_chunk().ok_or(cut)?;
        let (nonce, rest) = rest.split_first_chunk().ok_or(cut)?;
        let (content, tag) = rest.split_last_chunk().ok_or(cut)?;
        Ok(Self { key_nonce, wrapped, key_tag, nonce, content, tag })
    }

    fn data_key(&self, master: &MasterKey) -> Result<Zeroizing<[u8; KEY]>, SealError> {
        let mut key = Zeroizing::new(*self.wrapped);
        cipher(&master.0)
            .decrypt_inout_detached(
                &XNonce::from(*self.key_nonce),
                WRAP_DOMAIN,
                key.as_mut_slice().into(),
                &Tag::from(*self.key_tag),
            )
            .map_err(|_| SealError::Key)?;
        Ok(key)
    }
}

/// Seals a value. `aad` says what it belongs to (a record's kind and id): it is not kept inside,
/// and the value opens only with the same `aad` again.
///
/// # Errors
/// When `entropy` gives no random bytes, or the value is beyond what the cipher takes (256 GiB).
pub fn seal(master: &MasterKey, entropy: &dyn Fn(&mut [u8]), aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let (data_key, key_nonce, nonce) = (random::<KEY>(entropy)?, random::<NONCE>(entropy)?, random::<NONCE>(entropy)?);
    let mut sealed = Vec::with_capacity(HEAD + plain.len() + TAG);
    sealed.extend_from_slice(&wrap(master, &key_nonce, &data_key)?);
    sealed.extend_from_slice(nonce.as_slice());
    sealed.extend_from_slice(plain);
    let content = sealed.get_mut(HEAD..).unwrap_or_default();
    let tag = cipher(&data_key)
        .encrypt_inout_detached(&XNonce::from(*nonce), &content_aad(aad), content.into())
        .map_err(|_| SealError::TooLarge)?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// Opens a sealed value.
///
/// # Errors
/// When key, `aad` or a single bit differ from the time of sealing; nothing is given out then.
pub fn open(master: &MasterKey, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let parts = Parts::of(sealed)?;
    let data_key = parts.data_key(master)?;
    let mut plain = parts.content.to_vec();
    cipher(&data_key)
        .decrypt_inout_detached(
            &XNonce::from(*parts.nonce),
            &content_aad(aad),
            plain.as_mut_slice().into(),
            &Tag::from(*parts.tag),
        )
        .map_err(|_| SealError::Content)?;
    Ok(plain)
}

/// The same sealed value under another master key. The content is not decrypted.
///
/// The key nonce stays: it was drawn at random for this one data key, so under the new key it is
/// as fresh as it was under the old one.
///
/// # Errors
/// When the old key does not fit.
pub fn rewrap(old: &MasterKey, new: &MasterKey, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let parts = Parts::of(sealed)?;
    let envelope = wrap(new, parts.key_nonce, &*parts.data_key(old)?)?;
    Ok([envelope.as_slice(), sealed.get(ENVELOPE..).unwrap_or_default()].concat())
}

/// A commitment to bytes that stay hidden: SHA-256 in hex over a salted input of its own domain.
///
/// Whoever is later given salt and bytes can check them; without the salt even a short content
/// (a name, a telephone number) cannot be found by trying.
#[must_use]
pub fn commitment(salt: &[u8; 16], bytes: &[u8]) -> String {
    use fmt::Write as _;
    let digest = Sha256::new().chain_update(COMMITMENT_DOMAIN).chain_update(salt).chain_update(bytes).finalize();
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests;
