//! allmende
pub mod diagnostic;
mod disk;
pub mod load;
pub mod messages;
pub mod text;
pub mod write;
pub mod yaml;
