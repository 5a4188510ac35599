//! allmende
pub mod cli;
pub mod diagnostic;
pub mod messages;
pub mod progress;
pub mod text;
pub mod value;
pub mod yaml;
