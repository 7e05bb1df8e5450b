# Modules, catégories, statuts

module-headcount = Personnel
module-professional-travel = Voyages professionnels
module-buildings = Bâtiments
module-equipment = Équipements
module-purchase = Achats
module-research-facilities = Infrastructures de recherche
module-external-cloud-and-ai = Clouds externes & IA
module-process-emissions = Émissions de procédés

category-process-emissions = Émissions de procédés
category-buildings-energy-combustion = Émissions d’énergie thermique
category-buildings-room = Bâtiments
category-equipment = Équipement
category-external-cloud-and-ai = Clouds externes & IA
category-purchases = Achats
category-research-facilities = Infrastructures de recherche
category-professional-travel = Voyages professionnels
category-commuting = Pendularité
category-food = Alimentation
category-waste = Déchets
category-embodied-energy = Constructions et rénovations

status-not-started = Non commencé
status-in-progress = En cours
status-validated = Validé

unit-t-co2eq = t CO₂-éq
scope-number = Scope { $scope }
