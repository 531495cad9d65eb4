//! The follower that turns recorded events into the Merkle ledger: tiles, a frontier, and a
//! signed checkpoint whenever something was added. It can be made anew from the events.

use std::collections::BTreeMap;

use dugai_ledger::{
    Certificate, ConsistencyProof, Frontier, InclusionProof, NoteSigner, NoteVerifier, SignedNote, TileAppender,
    TileId, TileSource, TiledTree, TreeHash, consistency_tiles, inclusion_tiles, tile_from_bytes, tile_to_bytes,
};
use dugai_store::tiles::{follower_out, follower_writes, tile_write};
use dugai_store::{Commit, StoreError, Write};

use crate::office::{Office, OfficeError};
use crate::verify::leaf;

mod head;

pub(crate) use head::{Head, Sealing, kept as kept_head};

/// Name under which the follower keeps its place.
pub(crate) const NAME: &str = "ledger";
/// Events hashed in one step.
pub(crate) const STEP: u32 = 2000;

/// Tiles read beforehand, since reading the store waits and hashing does not.
struct Read(BTreeMap<TileId, Vec<TreeHash>>);

impl TileSource for Read {
    type Error = MissingTile;

    fn tile(&self, id: TileId) -> Result<Vec<TreeHash>, Self::Error> {
        self.0.get(&id).cloned().ok_or(MissingTile)
    }
}

/// A tile that the ledger should have and has not.
#[derive(Debug, thiserror::Error)]
#[error("a tile of the ledger is missing: follow it again from the first event")]
struct MissingTile;

/// Appends leaves to a tree; gives the writes of its tiles and of the follower's place.
fn appended(tree: &mut TileAppender, leaves: Vec<TreeHash>, at: u64) -> Vec<Write> {
    let mut tiles = Vec::new();
    let now_at = at + leaves.len() as u64;
    for hash in leaves {
        tree.append(hash, |id, hashes| tiles.push(tile_write(id.level(), id.index(), tile_to_bytes(hashes))));
    }
    tiles.extend(tree.partial_tiles().map(|(id, hashes)| tile_write(id.level(), id.index(), tile_to_bytes(hashes))));
    let mut writes = follower_writes(NAME, at, now_at, tree.frontier().to_bytes());
    writes.append(&mut tiles);
    writes
}

pub(crate) fn sealed(error: impl std::fmt::Display) -> OfficeError {
    OfficeError::Sealed(error.to_string())
}

impl Office {
    /// The signer of the ledger's checkpoints.
    ///
    /// # Errors
    /// When nothing was founded, or the seed cannot be opened.
    pub(crate) async fn signer(&self) -> Result<NoteSigner, OfficeError> {
        let setup = self.setup().await?;
        let installation = setup.installation.as_ref().ok_or(OfficeError::NotFound)?;
        let (_, kept, _) = self.store.vault(installation.id.0).await?.ok_or(OfficeError::NotFound)?;
        let seed = self.open_bytes(installation.id.0, &kept)?;
        let seed: [u8; 32] = seed.try_into().map_err(|_| sealed("the ledger's seed has a wrong length"))?;
        NoteSigner::from_seed(&installation.origin, &seed).map_err(sealed)
    }

    /// Whether the vault's key opens the ledger's key, and it is the one the founding named.
    pub async fn signer_works(&self) -> bool {
        match (self.signer().await, self.verifier().await) {
            (Ok(signer), Ok(named)) => signer.verifier().public_key() == named.public_key(),
            _ => false,
        }
    }

    /// Brings the ledger up to the newest event and signs it. Gives its size.
    ///
    /// Nothing is signed that does not contain the head which is sealed in the vault: whoever changed the
    /// records behind the program's back gets no signature for it.
    ///
    /// # Errors
    /// When the store cannot be read or written, or the events do not contain the sealed head. That
    /// another process did the same is no error.
    pub async fn follow_ledger(&self) -> Result<u64, OfficeError> {
        let setup = self.setup().await?;
        let Some(installation) = setup.installation.as_ref() else { return Ok(0) };
        let signer = self.signer().await?;
        let sealing = Sealing { office: self, installation: installation.id.0, signer: &signer };
        let head = self.sealed_head(sealing.installation).await?;
        let Some((mut at, mut tree)) = self.resumed(&sealing, head).await? else {
            // Another process goes on with it at this moment.
            return Ok(self.store.follower(NAME).await?.map_or(0, |(at, _)| at));
        };
        loop {
            // The sealed head lies at the end of a step, so that it can be compared.
            let left = head.size.checked_sub(at).filter(|n| *n > 0);
            let step = left.map_or(STEP, |n| u32::try_from(n).unwrap_or(STEP).min(STEP));
            let rows = self.store.events_from(at, step).await?;
            if rows.is_empty() {
                return if at < head.size { Err(head.beyond(at)) } else { Ok(at) };
            }
            let now_at = at + rows.len() as u64;
            let leaves = rows.iter().map(|row| leaf(row).hash().map_err(sealed)).collect::<Result<Vec<_>, _>>()?;
            let mut writes = appended(&mut tree, leaves, at);
            if now_at == head.size {
                head.is_root(&tree.root())?;
            }
            if now_at >= head.size {
                writes.extend(sealing.signed(&tree)?);
            }
            match self.store.commit(Commit { writes, ..Commit::default() }).await {
                Ok(_) => at = now_at,
                // Another process follows as well: it has done this step.
                Err(StoreError::Conflict | StoreError::Taken) => return Ok(at),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The tree as far as it is kept, once it is sure that it is that of the sealed head. Where it is
    /// not, it is made anew from the events, if they contain the head. Nothing when another process
    /// changed it meanwhile.
    async fn resumed(&self, sealing: &Sealing<'_>, head: Head) -> Result<Option<(u64, TileAppender)>, OfficeError> {
        let (at, state) = self.store.follower(NAME).await?.unwrap_or_default();
        let signed = self.store.checkpoint().await?.map_or(0, |(size, _, _)| size);
        if self.store.follower(NAME).await?.unwrap_or_default() != (at, state.clone())
            || self.sealed_head(sealing.installation).await? != head
        {
            return Ok(None);
        }
        if signed > head.size {
            return Err(sealed(format!(
                "a signed head of {signed} events is kept, the one sealed in the vault is of {}: an older vault was \
                 put in its place",
                head.size
            )));
        }
        let frontier = Frontier::from_bytes(&state).ok().filter(|f| at == head.size && f.size() == at);
        if let Some(frontier) = frontier.filter(|f| f.root() == head.root) {
            let source = self.tiles(TileId::partial_of(at).map_err(sealed)?).await?;
            if let Ok(tree) = TileAppender::resume(frontier, &source) {
                if signed < head.size {
                    tracing::warn!(
                        signed,
                        sealed = head.size,
                        "the newest signed head was missing: it is signed again"
                    );
                    let mut writes = follower_writes(NAME, at, at, tree.frontier().to_bytes());
                    writes.extend(sealing.signed(&tree)?);
                    self.store.commit(Commit { writes, ..Commit::default() }).await?;
                }
                return Ok(Some((at, tree)));
            }
        }
        self.contains(head).await?;
        tracing::warn!(
            at,
            sealed = head.size,
            "the ledger's place is not that of the sealed head: made anew from the events"
        );
        let mut writes = vec![follower_out(NAME)];
        writes.extend(follower_writes(NAME, 0, 0, Vec::new()));
        self.store.commit(Commit { writes, ..Commit::default() }).await?;
        Ok(Some((0, TileAppender::new())))
    }

    /// Whether the events as they are make the sealed head, without a tile.
    async fn contains(&self, head: Head) -> Result<(), OfficeError> {
        let mut tree = TileAppender::new();
        while tree.size() < head.size {
            let left = u32::try_from(head.size - tree.size()).unwrap_or(STEP).min(STEP);
            let rows = self.store.events_from(tree.size(), left).await?;
            if rows.is_empty() {
                return Err(head.beyond(tree.size()));
            }
            for row in &rows {
                tree.append(leaf(row).hash().map_err(sealed)?, |_, _| {});
            }
        }
        head.is_root(&tree.root())
    }

    /// Tiles of the store, as a source for hashing.
    async fn tiles(&self, ids: impl IntoIterator<Item = TileId>) -> Result<Read, OfficeError> {
        let mut read = BTreeMap::new();
        for id in ids {
            if let Some(bytes) = self.store.tile(id.level(), id.index()).await? {
                let mut hashes = tile_from_bytes(&bytes).map_err(sealed)?;
                // A partial tile may have grown since; the first hashes stay what they were.
                hashes.truncate(usize::from(id.width()));
                read.insert(id, hashes);
            }
        }
        Ok(Read(read))
    }

    /// The bytes of a tile of so many hashes, if the ledger has as many.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn tile(&self, id: TileId) -> Result<Option<Vec<u8>>, OfficeError> {
        let Some(mut bytes) = self.store.tile(id.level(), id.index()).await? else { return Ok(None) };
        let wanted = usize::from(id.width()) * 32;
        if bytes.len() < wanted {
            return Ok(None);
        }
        bytes.truncate(wanted);
        Ok(Some(bytes))
    }

    /// The newest signed checkpoint as the text of its note.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn checkpoint(&self) -> Result<Option<(u64, String, i64)>, OfficeError> {
        Ok(self.store.checkpoint().await?)
    }

    /// The proof that an event stands in the first `size` events.
    async fn inclusion_in(&self, event: u64, size: u64) -> Result<InclusionProof, OfficeError> {
        if event >= size {
            return Err(OfficeError::NotFound);
        }
        let stored = self.store.follower(NAME).await?.map_or(size, |(at, _)| at);
        let source = self.tiles(inclusion_tiles(event, size, stored).map_err(sealed)?).await?;
        TiledTree::new(source, stored).inclusion_proof(event, size).map_err(sealed)
    }

    /// The proof that an older size is a beginning of a newer one.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] when the sizes are out of order or beyond the ledger.
    pub async fn consistency(&self, old: u64, new: u64) -> Result<ConsistencyProof, OfficeError> {
        let stored = self.store.follower(NAME).await?.map_or(0, |(at, _)| at);
        if old > new || new > stored {
            return Err(OfficeError::NotFound);
        }
        let source = self.tiles(consistency_tiles(old, new, stored).map_err(sealed)?).await?;
        TiledTree::new(source, stored).consistency_proof(old, new).map_err(sealed)
    }

    /// A certificate of one event, which anybody can check offline: leaf hash, proof, checkpoint.
    ///
    /// # Errors
    /// When the checkpoint does not reach the event yet.
    pub async fn certificate(&self, event: u64) -> Result<Certificate, OfficeError> {
        let (size, note, _) = self.store.checkpoint().await?.ok_or(OfficeError::NotFound)?;
        let proof = self.inclusion_in(event, size).await?;
        let note = SignedNote::parse(&note).map_err(sealed)?;
        Certificate::new(proof, note).map_err(sealed)
    }

    /// The key by which anybody checks the checkpoints.
    ///
    /// # Errors
    /// When nothing was founded or the key is damaged.
    pub async fn verifier(&self) -> Result<NoteVerifier, OfficeError> {
        let setup = self.setup().await?;
        let installation = setup.installation.as_ref().ok_or(OfficeError::NotFound)?;
        NoteVerifier::parse(&installation.verifier).map_err(sealed)
    }
}
