//! allmende
pub mod diagnostic;
pub mod messages;
pub mod parse;
pub mod text;
pub mod yaml;
