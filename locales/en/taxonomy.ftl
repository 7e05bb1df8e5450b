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

status-not-started = Not started
status-in-progress = In progress
status-validated = Validated

unit-t-co2eq = t CO₂-eq
scope-number = Scope { $scope }
