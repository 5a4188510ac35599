//! allmende
pub mod diagnostic;
pub mod messages;
pub mod search;
pub mod text;
pub mod yaml;
