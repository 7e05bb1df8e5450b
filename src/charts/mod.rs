//! Drawings made of parts that mean something: laid out once, then written as SVG for pages and for files, and as PDF.
//!
//! Pure: nothing here knows a database, a request or a clock. Words arrive translated, numbers in the unit they are drawn in.

pub mod axis;
pub mod bars;
pub mod budget;
pub mod column;
pub mod drawing;
pub mod map;
pub mod paint;
pub mod projection;
pub mod ring;
pub mod rows;
pub mod shape;
pub mod strip;
pub mod svg;
pub mod table;
pub mod text;
pub mod waffle;

pub use bars::{Band, Bar, Bars, Part};
pub use drawing::{Align, Drawing, Item, Mark, Text, Weight};
pub use paint::{Ink, Paint, Stroke};
pub use rows::Rows;
pub use shape::{Point, Rect, Shape, Step};
pub use table::{Cell, Column, DataTable};
