//! Names of the files and folders that a folder of results consists of.

/// The archive that is filled as documents finish.
pub const ARCHIVE: &str = "archive.db";
/// Files that SQLite keeps beside the archive while it is open.
pub(crate) const ARCHIVE_JOURNALS: [&str; 3] =
    ["archive.db-wal", "archive.db-shm", "archive.db-journal"];
/// Its checksum, while no program has it open to write.
pub(crate) const ARCHIVE_SUM: &str = "archive.db.sha256";
/// Every decision of a person, from which the corrections in the archive follow.
pub const CORRECTIONS: &str = "corrections.jsonl";
/// Words that people corrected, for later runs.
pub const USER_DICTIONARY: &str = "user-dictionary.tsv";
/// The file of checksums of all results.
pub const SUMS: &str = "SHA256SUMS";

/// What is known of a document, in its folder; written last, so that where it is, all is.
pub(crate) const DOCUMENT: &str = "document.json";

/// The folder of documents.
pub(crate) const DOCUMENTS: &str = "documents";

/// What the results are, as METS.
pub(crate) const METS: &str = "mets.xml";
/// What was done to the inputs, as PREMIS.
pub(crate) const PREMIS: &str = "premis.xml";

/// The file that marks a folder as a BagIt bag.
pub(crate) const BAG_DECLARATION: &str = "bagit.txt";
/// The folder of what is in a bag.
pub(crate) const BAG_PAYLOAD: &str = "data";

/// The folder of state that is not a result: the lock, files being written, pages of unfinished
/// documents.
pub(crate) const STATE: &str = ".baocao";
