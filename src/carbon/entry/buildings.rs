//! Buildings: energy and construction of rooms, and fuel burnt.

mod combustion;
mod embodied_energy;
mod rooms;

pub(super) use combustion::COMBUSTION;
pub(super) use embodied_energy::EMBODIED_ENERGY;
pub(super) use rooms::ROOM;

use crate::carbon::field::Field;

const BUILDING: Field = Field::text("building_name").required();
