//! The newest head of the ledger, sealed in the vault under the installation's key and replaced in the
//! commit of each checkpoint. What lies in the tables beside it can be changed by whoever has the
//! database; a head that opens with the key and says something else cannot be made without it.

use dugai_ledger::{Checkpoint, Frontier, NoteSigner, TileAppender, TreeHash};
use dugai_store::desk::vault_replace;
use dugai_store::tiles::checkpoint_write;
use dugai_store::{Store, StreamAppend, Write};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{NAME, appended, sealed};
use crate::office::{Office, OfficeError};
use crate::verify::leaf;

/// What the entry of the vault is kept for.
const HEAD: &str = "head";
/// How often it is looked again when others go on with the ledger meanwhile.
const LOOKS: u32 = 5;

/// Size and root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) size: u64,
    pub(crate) root: TreeHash,
}

/// Where the head of an installation lies in the vault.
pub(crate) fn id_of(installation: Uuid) -> Uuid {
    let digest = Sha256::new().chain_update(b"dugai/ledger/head/v1\0").chain_update(installation.as_bytes()).finalize();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl Head {
    fn to_bytes(self) -> Vec<u8> {
        [self.size.to_be_bytes().as_slice(), self.root.as_bytes()].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (size, root) = bytes.split_first_chunk()?;
        Some(Self { size: u64::from_be_bytes(*size), root: TreeHash::from(<[u8; 32]>::try_from(root).ok()?) })
    }

    /// There are fewer events than the head has.
    pub(super) fn beyond(self, events: u64) -> OfficeError {
        sealed(format!(
            "the head sealed in the vault is of {} events, there are {events}: events were taken away; nothing is \
             signed until the right records are back (run dugai verify)",
            self.size
        ))
    }

    /// Whether a tree of its size has its root.
    pub(super) fn is_root(self, root: &TreeHash) -> Result<(), OfficeError> {
        if *root == self.root {
            return Ok(());
        }
        Err(sealed(format!(
            "the first {} events are not those whose head is sealed in the vault: the records were changed behind the \
             program's back; nothing is signed until the right ones are back (run dugai verify)",
            self.size
        )))
    }
}

/// Who signs and seals heads, and for which installation.
pub(crate) struct Sealing<'a> {
    pub(crate) office: &'a Office,
    pub(crate) installation: Uuid,
    pub(crate) signer: &'a NoteSigner,
}

impl Sealing<'_> {
    /// The signed checkpoint of a tree, and the sealed head that goes with it.
    pub(crate) fn signed(&self, tree: &TileAppender) -> Result<[Write; 2], OfficeError> {
        let (head, now) = (Head { size: tree.size(), root: tree.root() }, self.office.now().0);
        let checkpoint = Checkpoint::new(self.signer.verifier().name(), head.size, head.root).map_err(sealed)?;
        let note = checkpoint.sign(&[self.signer]).map_err(sealed)?;
        let id = id_of(self.installation);
        let kept = self.office.seal_bytes(id, &head.to_bytes())?;
        Ok([checkpoint_write(head.size, &note.to_string(), now), vault_replace(id, HEAD, kept, now)])
    }

    /// The ledger of a founding, to be written in its commit: there is no moment at which events are
    /// recorded and nothing is signed.
    pub(crate) fn first(&self, streams: &[StreamAppend]) -> Result<Vec<Write>, OfficeError> {
        let mut leaves = Vec::new();
        for (stream, event, version) in
            streams.iter().flat_map(|s| s.events.iter().zip(1..).map(move |(e, v)| (s, e, v)))
        {
            let row = dugai_store::events::EventRow {
                seq: leaves.len() as u64,
                stream: stream.id,
                kind: stream.kind.to_owned(),
                version,
                event: event.event.to_owned(),
                payload: event.payload.clone(),
                actor: event.actor,
                at: event.at,
            };
            leaves.push(leaf(&row).hash().map_err(sealed)?);
        }
        let mut tree = TileAppender::new();
        let mut writes = appended(&mut tree, leaves, 0);
        writes.extend(self.signed(&tree)?);
        Ok(writes)
    }
}

/// The head of an installation as it lies in the vault, still sealed.
pub(crate) async fn kept(store: &Store, installation: Uuid) -> Result<Option<Vec<u8>>, OfficeError> {
    let row = store.vault(id_of(installation)).await?;
    Ok(row.map(|(_, bytes, _)| bytes))
}

impl Office {
    /// The head that is sealed in the vault.
    ///
    /// # Errors
    /// When there is none, or it was not sealed with this installation's key.
    pub(crate) async fn sealed_head(&self, installation: Uuid) -> Result<Head, OfficeError> {
        match kept(&self.store, installation).await? {
            Some(bytes) => self.open_head(installation, &bytes),
            None => Err(sealed(
                "the newest head of the ledger is not in the vault any more: somebody took it away; nothing is signed \
                 until the right records are back (run dugai verify)",
            )),
        }
    }

    /// Opens a head.
    pub(crate) fn open_head(&self, installation: Uuid, bytes: &[u8]) -> Result<Head, OfficeError> {
        let plain = self.open_bytes(id_of(installation), bytes).map_err(|error| {
            sealed(format!("the head of the ledger in the vault was not sealed with this installation's key: {error}"))
        })?;
        Head::from_bytes(&plain).ok_or_else(|| sealed("the head of the ledger in the vault has a wrong length"))
    }

    /// What keeps the ledger from being signed, in words: what is kept of it is not what the sealed head
    /// says. Looks at no event.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ledger_fault(&self) -> Result<Option<String>, OfficeError> {
        let setup = self.setup().await?;
        let Some(installation) = setup.installation.as_ref() else { return Ok(None) };
        let mut fault = None;
        for _ in 0..LOOKS {
            let follower = self.store.follower(NAME).await?;
            fault = self.fault_at(installation.id.0, follower.as_ref()).await?;
            if fault.is_none() || self.store.follower(NAME).await? == follower {
                return Ok(fault);
            }
        }
        Ok(fault)
    }

    async fn fault_at(
        &self,
        installation: Uuid,
        place: Option<&(u64, Vec<u8>)>,
    ) -> Result<Option<String>, OfficeError> {
        let head = match self.sealed_head(installation).await {
            Ok(head) => head,
            Err(OfficeError::Sealed(what)) => return Ok(Some(what)),
            Err(error) => return Err(error),
        };
        let events = self.store.next_event().await?;
        if events < head.size {
            return Ok(Some(head.beyond(events).to_string()));
        }
        let signed = self.store.checkpoint().await?.map_or(0, |(size, _, _)| size);
        let (at, state) = place.map_or((0, [].as_slice()), |(at, state)| (*at, state.as_slice()));
        let root = Frontier::from_bytes(state).ok().map(|f| f.root());
        if (at, signed) != (head.size, head.size) || root != Some(head.root) {
            return Ok(Some(format!(
                "the head sealed in the vault is of {} events, the newest signed one of {signed}, the tree of {at}",
                head.size
            )));
        }
        Ok(None)
    }
}
