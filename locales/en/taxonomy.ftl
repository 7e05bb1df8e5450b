# Modules, categories, statuses

module-headcount = Headcount
module-professional-travel = Professional travel
module-buildings = Buildings
module-equipment = Equipment
module-purchase = Purchases
module-research-facilities = Research facilities
module-external-cloud-and-ai = External clouds & AI
module-process-emissions = Process emissions

category-process-emissions = Process emissions
category-buildings-energy-combustion = Thermal energy emissions
category-buildings-room = Buildings
category-equipment = Equipment
category-external-cloud-and-ai = External clouds & AI
category-purchases = Purchases
category-research-facilities = Research facilities
category-professional-travel = Professional travel
category-commuting = Commuting
category-food = Food
category-waste = Waste
category-embodied-energy = Construction and renovation

type-member = Members
type-student = Students
type-scientific = Scientific equipment
type-it = IT equipment
type-other = Other equipment
type-plane = Plane trips
type-train = Train trips
type-building = Rooms
type-energy-combustion = Energy combustion
type-building-embodied-energy = Construction and renovation
type-external-clouds = External clouds
type-external-ai = External AI
type-process-emissions = Process emissions
type-scientific-equipment = Scientific equipment purchases
type-it-equipment = IT equipment purchases
type-consumable-accessories = Consumables and accessories
type-biological-chemical-gaseous-product = Biological, chemical and gaseous products
type-services = Services
type-vehicles = Vehicles
type-other-purchases = Other purchases
type-additional-purchases = Additional purchases
type-research-facilities = Research facilities
type-mice-and-fish-animal-facilities = Mice and fish facilities

status-not-started = Not started
status-in-progress = In progress
status-validated = Validated

unit-t-co2eq = t CO₂-eq
scope-number = Scope { $scope }
