//! The emission type tree: 121 nodes whose ids are stored and part of the public contract.

use super::{Category, ModuleType, Scope};

/// Stable id of a node of the emission type tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmissionTypeId(pub i32);

/// Unit of the physical quantity that an emission may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityUnit {
    /// Mass: food and waste.
    Kilogram,
    /// Distance: commuting and travel.
    Kilometre,
}

impl QuantityUnit {
    /// Symbol shown to people and written to files.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Kilogram => "kg",
            Self::Kilometre => "km",
        }
    }
}

/// One node of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmissionType {
    /// Stable id.
    pub id: EmissionTypeId,
    /// Names from the root, joined by `__`.
    pub path: &'static str,
    /// Parent node; none for a root.
    pub parent: Option<EmissionTypeId>,
    /// Greenhouse gas protocol scope; none on nodes that carry no emission by a formula.
    pub scope: Option<Scope>,
    /// Chart category; none on nodes that mix several.
    pub category: Option<Category>,
    /// Unit of the quantity carried beside the kilograms of CO2eq.
    pub quantity_unit: Option<QuantityUnit>,
    /// Counts as information technology. Of the research facilities only the IT facilities do.
    pub is_it: bool,
}

impl EmissionTypeId {
    /// Whether it is a node or below it.
    pub fn is_within(self, root: Self) -> bool {
        std::iter::successors(Some(self), |id| emission_type(*id)?.parent).any(|id| id == root)
    }
}

impl EmissionType {
    /// The last name of the path.
    pub fn name(&self) -> &'static str {
        self.path.rsplit("__").next().unwrap_or(self.path)
    }

    /// Part of its chart category: the name below the root, of rooms the one below `rooms`. None for a root.
    pub fn subcategory(&self) -> Option<&'static str> {
        match self.path.split("__").collect::<Vec<_>>()[..] {
            // equipment has an `other` too
            ["purchases", "other"] => Some("other_purchases"),
            ["buildings", "rooms", part, ..] | [_, part, ..] => Some(part),
            _ => None,
        }
    }

    /// Distance from the root, which has depth 0.
    pub fn depth(&self) -> usize {
        self.path.matches("__").count()
    }
}

/// Every node, in the order of the ids of its branch.
pub fn emission_types() -> &'static [EmissionType] {
    &NODES
}

/// The node with this id.
pub fn emission_type(id: EmissionTypeId) -> Option<&'static EmissionType> {
    position_of(id).map(|position| &NODES[usize::from(position)])
}

/// The node with this path.
pub fn emission_type_by_path(path: &str) -> Option<&'static EmissionType> {
    NODES.iter().find(|node| node.path == path)
}

/// The node by whose scope and category an emission booked on a node counts: itself, or where it has none, the first
/// node below it.
pub fn counted_as(id: EmissionTypeId) -> Option<&'static EmissionType> {
    let node = emission_type(id)?;
    let below = || NODES.iter().find(|below| below.scope.is_some() && below.id.is_within(id));
    if node.scope.is_some() { Some(node) } else { below() }
}

/// The module whose entries book on a node.
pub fn module_of(id: EmissionTypeId) -> Option<ModuleType> {
    let root = std::iter::successors(emission_type(id), |node| emission_type(node.parent?)).last()?;
    match root.path {
        "food" | "waste" | "commuting" | "headcount" => Some(ModuleType::Headcount),
        "professional_travel" => Some(ModuleType::ProfessionalTravel),
        "buildings" => Some(ModuleType::Buildings),
        "process_emissions" => Some(ModuleType::ProcessEmissions),
        "equipment" => Some(ModuleType::Equipment),
        "purchases" => Some(ModuleType::Purchase),
        "research_facilities" => Some(ModuleType::ResearchFacilities),
        "external" => Some(ModuleType::ExternalCloudAndAi),
        _ => None,
    }
}

/// Position of a node among all of them: a small number for arrays.
pub fn position_of(id: EmissionTypeId) -> Option<u8> {
    let position = BY_REMAINDER[usize::try_from(id.0).ok()? % DIVISOR];
    NODES.get(usize::from(position)).filter(|node| node.id == id).map(|_| position)
}

/// Whether a node has no children.
pub fn is_leaf(id: EmissionTypeId) -> bool {
    NODES.iter().all(|node| node.parent != Some(id))
}

use Category as C;
use QuantityUnit as Q;

const NONE: Option<Scope> = None;
const S1: Option<Scope> = Some(Scope::One);
const S2: Option<Scope> = Some(Scope::Two);
const S3: Option<Scope> = Some(Scope::Three);

const fn node(
    id: i32,
    path: &'static str,
    parent: i32,
    scope: Option<Scope>,
    category: Option<Category>,
    quantity_unit: Option<QuantityUnit>,
    is_it: bool,
) -> EmissionType {
    let parent = if parent == 0 { None } else { Some(EmissionTypeId(parent)) };
    EmissionType { id: EmissionTypeId(id), path, parent, scope, category, quantity_unit, is_it }
}

/// The smallest number that leaves another remainder of every id.
const DIVISOR: usize = 524;
const NO_NODE: u8 = u8::MAX;

/// Position of the node whose id leaves a remainder: every emission looks its node up.
static BY_REMAINDER: [u8; DIVISOR] = {
    let mut positions = [NO_NODE; DIVISOR];
    let mut position = 0;
    while position < NODES.len() {
        let remainder = NODES[position].id.0 as usize % DIVISOR;
        assert!(positions[remainder] == NO_NODE, "two ids leave the same remainder: choose another divisor");
        positions[remainder] = position as u8;
        position += 1;
    }
    positions
};

#[rustfmt::skip]
static NODES: [EmissionType; 121] = [
    node(10000, "food", 0, S3, Some(C::Food), Some(Q::Kilogram), false),
    node(10001, "food__vegetarian", 10000, S3, Some(C::Food), Some(Q::Kilogram), false),
    node(10002, "food__non_vegetarian", 10000, S3, Some(C::Food), Some(Q::Kilogram), false),
    node(20000, "waste", 0, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(20001, "waste__incineration", 20000, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(20002, "waste__composting", 20000, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(20003, "waste__biogas", 20000, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000301, "waste__biogas__organic_waste_food_leftovers", 20003, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000302, "waste__biogas__cooking_vegetable_oil", 20003, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(20004, "waste__recycling", 20000, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000401, "waste__recycling__paper", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000402, "waste__recycling__cardboard", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000403, "waste__recycling__plastics", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000404, "waste__recycling__glass", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000405, "waste__recycling__ferrous_metals", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000406, "waste__recycling__non_ferrous_metals", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000407, "waste__recycling__electronics", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000408, "waste__recycling__wood", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000409, "waste__recycling__pet", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000410, "waste__recycling__aluminum", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000411, "waste__recycling__textile", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000412, "waste__recycling__toner_and_ink_cartridges", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(2000413, "waste__recycling__inert_waste", 20004, S3, Some(C::Waste), Some(Q::Kilogram), false),
    node(30000, "commuting", 0, S3, Some(C::Commuting), Some(Q::Kilometre), false),
    node(30001, "commuting__walking", 30000, S3, Some(C::Commuting), Some(Q::Kilometre), false),
    node(30002, "commuting__cycling", 30000, S3, Some(C::Commuting), Some(Q::Kilometre), false),
    node(30003, "commuting__powered_two_wheeler", 30000, S3, Some(C::Commuting), Some(Q::Kilometre), false),
    node(30004, "commuting__public_transport", 30000, S3, Some(C::Commuting), Some(Q::Kilometre), false),
    node(30005, "commuting__car", 30000, S3, Some(C::Commuting), Some(Q::Kilometre), false),
    node(40000, "headcount", 0, NONE, None, None, false),
    node(50000, "professional_travel", 0, NONE, None, Some(Q::Kilometre), false),
    node(50100, "professional_travel__train", 50000, NONE, None, Some(Q::Kilometre), false),
    node(50101, "professional_travel__train__class_1", 50100, S3, Some(C::ProfessionalTravel), Some(Q::Kilometre), false),
    node(50102, "professional_travel__train__class_2", 50100, S3, Some(C::ProfessionalTravel), Some(Q::Kilometre), false),
    node(50200, "professional_travel__plane", 50000, NONE, None, Some(Q::Kilometre), false),
    node(50201, "professional_travel__plane__first", 50200, S3, Some(C::ProfessionalTravel), Some(Q::Kilometre), false),
    node(50202, "professional_travel__plane__business", 50200, S3, Some(C::ProfessionalTravel), Some(Q::Kilometre), false),
    node(50203, "professional_travel__plane__eco", 50200, S3, Some(C::ProfessionalTravel), Some(Q::Kilometre), false),
    node(60000, "buildings", 0, NONE, None, None, false),
    node(60100, "buildings__rooms", 60000, NONE, None, None, false),
    node(60101, "buildings__rooms__lighting", 60100, S2, Some(C::BuildingsRoom), None, false),
    node(6010101, "buildings__rooms__lighting__office", 60101, S2, Some(C::BuildingsRoom), None, false),
    node(6010102, "buildings__rooms__lighting__laboratories", 60101, S2, Some(C::BuildingsRoom), None, false),
    node(6010103, "buildings__rooms__lighting__archives", 60101, S2, Some(C::BuildingsRoom), None, false),
    node(6010104, "buildings__rooms__lighting__libraries", 60101, S2, Some(C::BuildingsRoom), None, false),
    node(6010105, "buildings__rooms__lighting__auditoriums", 60101, S2, Some(C::BuildingsRoom), None, false),
    node(6010106, "buildings__rooms__lighting__miscellaneous", 60101, S2, Some(C::BuildingsRoom), None, false),
    node(60102, "buildings__rooms__cooling", 60100, S2, Some(C::BuildingsRoom), None, false),
    node(6010201, "buildings__rooms__cooling__office", 60102, S2, Some(C::BuildingsRoom), None, false),
    node(6010202, "buildings__rooms__cooling__laboratories", 60102, S2, Some(C::BuildingsRoom), None, false),
    node(6010203, "buildings__rooms__cooling__archives", 60102, S2, Some(C::BuildingsRoom), None, false),
    node(6010204, "buildings__rooms__cooling__libraries", 60102, S2, Some(C::BuildingsRoom), None, false),
    node(6010205, "buildings__rooms__cooling__auditoriums", 60102, S2, Some(C::BuildingsRoom), None, false),
    node(6010206, "buildings__rooms__cooling__miscellaneous", 60102, S2, Some(C::BuildingsRoom), None, false),
    node(60103, "buildings__rooms__ventilation", 60100, S2, Some(C::BuildingsRoom), None, false),
    node(6010301, "buildings__rooms__ventilation__office", 60103, S2, Some(C::BuildingsRoom), None, false),
    node(6010302, "buildings__rooms__ventilation__laboratories", 60103, S2, Some(C::BuildingsRoom), None, false),
    node(6010303, "buildings__rooms__ventilation__archives", 60103, S2, Some(C::BuildingsRoom), None, false),
    node(6010304, "buildings__rooms__ventilation__libraries", 60103, S2, Some(C::BuildingsRoom), None, false),
    node(6010305, "buildings__rooms__ventilation__auditoriums", 60103, S2, Some(C::BuildingsRoom), None, false),
    node(6010306, "buildings__rooms__ventilation__miscellaneous", 60103, S2, Some(C::BuildingsRoom), None, false),
    node(60104, "buildings__rooms__heating_elec", 60100, S2, Some(C::BuildingsRoom), None, false),
    node(6010401, "buildings__rooms__heating_elec__office", 60104, S2, Some(C::BuildingsRoom), None, false),
    node(6010402, "buildings__rooms__heating_elec__laboratories", 60104, S2, Some(C::BuildingsRoom), None, false),
    node(6010403, "buildings__rooms__heating_elec__archives", 60104, S2, Some(C::BuildingsRoom), None, false),
    node(6010404, "buildings__rooms__heating_elec__libraries", 60104, S2, Some(C::BuildingsRoom), None, false),
    node(6010405, "buildings__rooms__heating_elec__auditoriums", 60104, S2, Some(C::BuildingsRoom), None, false),
    node(6010406, "buildings__rooms__heating_elec__miscellaneous", 60104, S2, Some(C::BuildingsRoom), None, false),
    node(60105, "buildings__rooms__heating_thermal", 60100, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(6010501, "buildings__rooms__heating_thermal__office", 60105, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(6010502, "buildings__rooms__heating_thermal__laboratories", 60105, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(6010503, "buildings__rooms__heating_thermal__archives", 60105, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(6010504, "buildings__rooms__heating_thermal__libraries", 60105, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(6010505, "buildings__rooms__heating_thermal__auditoriums", 60105, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(6010506, "buildings__rooms__heating_thermal__miscellaneous", 60105, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(60200, "buildings__combustion", 60000, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(60201, "buildings__combustion__natural_gas", 60200, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(60202, "buildings__combustion__heating_oil", 60200, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(60203, "buildings__combustion__biomethane", 60200, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(60204, "buildings__combustion__pellets", 60200, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(60205, "buildings__combustion__forest_chips", 60200, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(60206, "buildings__combustion__wood_logs", 60200, S1, Some(C::BuildingsEnergyCombustion), None, false),
    node(60300, "buildings__construction_and_renovation", 60000, S3, Some(C::EmbodiedEnergy), None, false),
    node(70000, "process_emissions", 0, NONE, None, None, false),
    node(70100, "process_emissions__ch4", 70000, S1, Some(C::ProcessEmissions), None, false),
    node(70200, "process_emissions__co2", 70000, S1, Some(C::ProcessEmissions), None, false),
    node(70300, "process_emissions__n2o", 70000, S1, Some(C::ProcessEmissions), None, false),
    node(70400, "process_emissions__refrigerants", 70000, S1, Some(C::ProcessEmissions), None, false),
    node(80000, "equipment", 0, NONE, None, None, false),
    node(80100, "equipment__scientific", 80000, S2, Some(C::Equipment), None, false),
    node(80200, "equipment__it", 80000, S2, Some(C::Equipment), None, true),
    node(80300, "equipment__other", 80000, S2, Some(C::Equipment), None, false),
    node(90000, "purchases", 0, NONE, None, None, false),
    node(90100, "purchases__goods_and_services", 90000, S3, Some(C::Purchases), None, false),
    node(90200, "purchases__scientific_equipment", 90000, S3, Some(C::Purchases), None, false),
    node(90300, "purchases__it_equipment", 90000, S3, Some(C::Purchases), None, true),
    node(90400, "purchases__consumable_accessories", 90000, S3, Some(C::Purchases), None, false),
    node(90500, "purchases__biological_chemical_gaseous", 90000, S3, Some(C::Purchases), None, false),
    node(90600, "purchases__services", 90000, S3, Some(C::Purchases), None, false),
    node(90700, "purchases__vehicles", 90000, S3, Some(C::Purchases), None, false),
    node(90800, "purchases__other", 90000, S3, Some(C::Purchases), None, false),
    node(90900, "purchases__additional", 90000, S1, Some(C::Purchases), None, false),
    node(90901, "purchases__additional__ln2", 90900, S1, Some(C::Purchases), None, false),
    node(100000, "research_facilities", 0, NONE, None, None, false),
    node(100100, "research_facilities__facilities", 100000, S3, Some(C::ResearchFacilities), None, false),
    node(100200, "research_facilities__animal", 100000, S3, Some(C::ResearchFacilities), None, false),
    node(10020001, "research_facilities__animal__mice", 100200, S3, Some(C::ResearchFacilities), None, false),
    node(10020002, "research_facilities__animal__fish", 100200, S3, Some(C::ResearchFacilities), None, false),
    node(100300, "research_facilities__it_facilities", 100000, S3, Some(C::ResearchFacilities), None, true),
    node(110000, "external", 0, NONE, None, None, false),
    node(110100, "external__clouds", 110000, NONE, None, None, false),
    node(110101, "external__clouds__virtualisation", 110100, S3, Some(C::ExternalCloudAndAi), None, true),
    node(110102, "external__clouds__calcul", 110100, S3, Some(C::ExternalCloudAndAi), None, true),
    node(110103, "external__clouds__stockage", 110100, S3, Some(C::ExternalCloudAndAi), None, true),
    node(110200, "external__ai", 110000, NONE, None, None, false),
    node(110201, "external__ai__provider_google", 110200, S3, Some(C::ExternalCloudAndAi), None, true),
    node(110202, "external__ai__provider_mistral_ai", 110200, S3, Some(C::ExternalCloudAndAi), None, true),
    node(110203, "external__ai__provider_anthropic", 110200, S3, Some(C::ExternalCloudAndAi), None, true),
    node(110204, "external__ai__provider_openai", 110200, S3, Some(C::ExternalCloudAndAi), None, true),
    node(110205, "external__ai__provider_cohere", 110200, S3, Some(C::ExternalCloudAndAi), None, true),
    node(110206, "external__ai__provider_others", 110200, S3, Some(C::ExternalCloudAndAi), None, true),];
