//! Parse: from one file to one page, knowing nothing of the other files.

pub mod german;
pub mod highlight;
pub mod markdown;
pub mod plain_text;
pub mod sanitise;
