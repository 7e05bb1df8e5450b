# Graphiques des rapports

bar-process-emissions = Émissions de procédés
bar-buildings-energy-combustion = Énergie thermique
bar-centralized-purchases = Achats {"centra\u00ADlisés"}
bar-buildings-room = Bâtiments
bar-equipment = {"Équipe\u00ADment"}
bar-external-cloud-and-ai = Clouds externes & IA
bar-professional-travel = Voyages {"profes\u00ADsionnels"}
bar-purchases = Achats
bar-research-facilities = {"Infra\u00ADstructures"} de recherche
bar-commuting = {"Pendu\u00ADlarité"}
bar-food = {"Alimen\u00ADtation"}
bar-waste = Déchets
bar-embodied-energy = {"Construc\u00ADtions,"} rénovations

chart-segment = { $name } : { $tonnes } t ({ $share })
chart-segment-per-fte = { $name } : { $tonnes } t par EPT
chart-part-of = { $whole } : { $part }
chart-title-years = { $title }, { $years }
chart-nothing = Rien à dessiner : aucune émission n’est encore validée.
chart-nothing-but-additional = Seules des catégories supplémentaires sont validées : affichez-les pour les dessiner.
chart-finding = { $name } : la plus grande part, { $tonnes } t sur { $total } t, soit { $share }.
chart-finding-per-fte = { $total } t par EPT ; la plus grande part : { $name }, { $tonnes } t.
chart-finding-it = { $tonnes } t, soit { $share } de toutes les émissions validées.
chart-finding-years = { $tonnes } t en { $year } : { $change } par rapport à { $before } avec { $tonnes_before } t.
chart-total = Total
chart-band = { $tonnes } t
chart-band-estimated = { $tonnes } t, estimation
chart-additional = Catégories supplémentaires
chart-not-validated = Pas encore validé
chart-year = { $year } : { $tonnes } t
chart-head-category = Catégorie
chart-head-subcategory = Sous-catégorie
chart-head-type = Type
chart-head-tonnes = t CO₂-éq
chart-head-not-validated = Dont pas encore validé
chart-head-per-fte = t CO₂-éq par EPT
chart-head-percent = % des émissions validées
chart-column-category = catégorie
chart-column-subcategory = sous-catégorie
chart-column-type = type
chart-column-tonnes = co2 (t CO₂-éq)
chart-column-not-validated = pas encore validé (t CO₂-éq)
chart-column-per-fte = co2 (t CO₂-éq par EPT)
chart-column-percent = part des émissions validées (%)
chart-column-year = { $year } (t CO₂-éq)
chart-column-change = évolution jusqu’à { $year } (%)

chart-aggregated = Résultats agrégés
chart-per-fte = Par EPT
chart-breakdown = Répartition des émissions
chart-it = Focus numérique
chart-years = D’année en année

chart-data = Émissions représentées
chart-validated-only = Validées seulement
chart-all-data = Toutes les données
chart-switch-on = Affichées
chart-switch-off = Masquées
chart-legend-validated = Validé, une teinte par sous-catégorie
chart-shown = Représenté : { $tonnes } t sur { $total } t.
chart-left-out-not-validated = Pas encore validé : { $tonnes } t.
chart-left-out-additional = Catégories supplémentaires : { $tonnes } t.
chart-show-table = Afficher en tableau
chart-csv = CSV
chart-svg = SVG
chart-png = PNG
chart-fte = { $fte } EPT
chart-unit-per-fte = t CO₂-éq par EPT
chart-per-fte-note = { $units ->
    [1] Données validées de la seule unité dont le personnel est validé.
   *[other] Données validées des { $units } unités dont le personnel est validé.
}
chart-per-fte-left-out = Catégories supplémentaires, non représentées : { $tonnes } t par EPT.
chart-per-fte-none = Il faut des modules Personnel validés pour voir les résultats par EPT.
chart-coverage = EPT connus pour { $known } sur { $units ->
    [one] { $units } unité
   *[other] { $units } unités
}
chart-modules = Modules
chart-as = Forme du graphique
chart-share = Parts
chart-bars = Barres
chart-module-total = { $tonnes } t CO₂-éq
chart-module-part = dont { $tonnes } t validées, { $units }
chart-module-units = validé dans { $validated } sur { $total ->
    [one] { $total } unité
   *[other] { $total } unités
}
chart-module-reports = validé dans { $validated } sur { $total ->
    [one] { $total } rapport
   *[other] { $total } rapports
}
chart-module-none = Aucun module n’a d’émissions à montrer.
chart-years-lead = La même échelle pour chaque année ; les évolutions portent sur tout ce qui compte chaque année, pas à périmètre égal
chart-years-newest = Les { $drawn } années les plus récentes sur { $years } sont dessinées ; le tableau les a toutes.

it-equipment = Équipements IT
it-clouds-and-ai = Clouds externes & IA
it-purchases = Achats IT
it-facilities = Infrastructures IT
it-all-other = Toutes les autres émissions
it-total = Numérique
it-lead = Équipements, achats, clouds & IA et infrastructures IT, données validées seulement
it-footprint = Empreinte carbone IT totale
it-share = Part IT des émissions totales
it-cell = Un carré représente 0.1 % des émissions validées.
it-left-out = Pas compté, car pas encore validé : { $parts }.
it-left-out-part = { $name } { $tonnes } t

progress-title = Statistiques d’usage
progress-validated = Total des unités validées
progress-in-progress = Total des unités en cours
progress-not-started = Total des unités non commencées
progress-total = Empreinte carbone totale
progress-per-fte = Par EPT
progress-of-units = { $share } de { $units ->
    [one] { $units } unité
   *[other] { $units } unités
}
progress-tonnes-validated = { $tonnes } t validées
progress-modules-validated = Nombre de modules validés
progress-modules-of-year = { $year } : { $validated }/{ $total }
progress-modules = Modules
progress-modules-lead = { $units ->
    [0] Aucune unité ne correspond aux filtres
    [1] Avancement de chaque module dans la seule unité
   *[other] Avancement de chaque module dans les { $units } unités
}
progress-modules-lead-years = Avancement de chaque module dans les { $reports } rapports de toutes les années
progress-module = Module
progress-share = Part des unités
progress-share-reports = Part des rapports
progress-share-words = { $validated } validés, { $in_progress } en cours, { $not_started } non commencés

reporting-progress-tab = Avancement
reporting-results-tab = Résultats
reporting-breakdown-tab = Répartition
reporting-it-tab = Focus numérique
reporting-change = Modifier
reporting-change-filters = les filtres
reporting-result = { $units ->
    [one] { $units } unité
   *[other] { $units } unités
}
reporting-result-filters = { $count ->
    [one] { $count } filtre
   *[other] { $count } filtres
}
