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

type-member = Membres
type-student = Étudiant·e·s
type-scientific = Équipements scientifiques
type-it = Équipements informatiques
type-other = Autres équipements
type-plane = Voyages en avion
type-train = Voyages en train
type-building = Locaux
type-energy-combustion = Combustion d’énergie
type-building-embodied-energy = Constructions et rénovations
type-external-clouds = Clouds externes
type-external-ai = IA externes
type-process-emissions = Émissions de procédés
type-scientific-equipment = Achats d’équipements scientifiques
type-it-equipment = Achats informatiques
type-consumable-accessories = Consommables et accessoires
type-biological-chemical-gaseous-product = Produits biologiques, chimiques et gazeux
type-services = Services
type-vehicles = Véhicules
type-other-purchases = Autres achats
type-additional-purchases = Achats additionnels
type-research-facilities = Infrastructures de recherche
type-mice-and-fish-animal-facilities = Animaleries de souris et de poissons

status-not-started = Non commencé
status-in-progress = En cours
status-validated = Validé

unit-t-co2eq = t CO₂-éq
scope-number = Scope { $scope }
