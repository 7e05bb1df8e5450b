# Files of reporting: the card of the page, README.txt.

export-too-many-rows = Un tableur a de la place pour 1’048’575 lignes, { $file } en aurait { $count }. Choisissez CSV, ou moins d’unités ou d’années.
export-title = Exporter les données
export-lead = { $count ->
    [0] Aucune unité ne correspond aux filtres.
    [1] Chaque fichier contient exactement l’unité filtrée ci-dessus.
   *[other] Chaque fichier contient exactement les { $count } unités filtrées ci-dessus.
}
export-results = Résultats
export-results-text = Émissions par unité, module, catégorie et type d’émission
export-detailed = Détails des données par modules
export-detailed-text = Chaque saisie, un fichier par type de données ; peut être importé à nouveau
export-usage = Utilisation
export-usage-text = Avancement par école, puis par unité et module ; nomme les personnes responsables
export-combined = Combiné
export-combined-text = Fichiers d’utilisation et de résultats dans une archive
export-format = Format
export-format-csv = CSV
export-format-xlsx = Excel
export-delimiter = Séparateur de colonnes
export-delimiter-comma = Virgule
export-delimiter-semicolon = Point-virgule
export-mark = Marque pour Excel
export-persons = Ces fichiers contiennent des noms, des numéros de personnes et des voyages. Le téléchargement est journalisé.
export-pseudonyms = Remplacer les noms et les numéros de personnes par des codes
export-validations = Ajouter qui a validé chaque module, et quand
export-size = { $units ->
    [one] { $units } unité
   *[other] { $units } unités
}, environ { $size } en CSV
export-size-entries = { $units ->
    [one] { $units } unité
   *[other] { $units } unités
}, { $entries ->
    [one] { $entries } saisie
   *[other] { $entries } saisies
}, environ { $size }
export-files = Fichiers
export-download = Télécharger le ZIP
export-preparing = Préparation du fichier…
export-begun = Le téléchargement a commencé ; votre navigateur en montre l’avancement.
export-progress = { $sent } sur environ { $whole }
export-progress-open = { $sent } jusqu’ici
export-progress-whole = Le fichier est complet : { $sent }.
export-progress-broken-off = Le téléchargement s’est arrêté après { $sent } ; le fichier n’est pas complet.
export-progress-label = Avancement du téléchargement
export-close = Fermer
export-nothing = Aucune unité ne correspond aux filtres : il n’y a rien à exporter.
export-incomplete = { $count ->
    [one] Les chiffres de { $count } unité-année manquent ou leurs sommes ne concordent pas. Rien n’a été exporté. Recalculez l’année dans la gestion des données, ou demandez à un opérateur de lancer « calco2 aggregates rebuild ».
   *[other] Les chiffres de { $count } unités-années manquent ou leurs sommes ne concordent pas. Rien n’a été exporté. Recalculez l’année dans la gestion des données, ou demandez à un opérateur de lancer « calco2 aggregates rebuild ».
}

readme-title = Export calco2 : { $kind }
readme-generated = Produit le : { $moment } (UTC)
readme-filters = Filtres
readme-no-constraint = aucune contrainte
readme-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
readme-yes = oui
readme-scope = Ce que vous pouvez voir : { $scope }
readme-scope-part = sous-arbres { $codes }
readme-ignored = Ignoré, car incompris : { $values }
readme-units = Unités : { $count }
readme-unit-years = Rapports (unités-années) : { $count }
readme-entries = Saisies : { $count }
readme-without-emission = Saisies sans émission : { $count }
readme-stale = Chiffres de modules calculés avec des facteurs ou références modifiés depuis : { $count }
readme-files = Fichiers
readme-rows = { $file } : { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
}
readme-results-note = results a une ligne par unité et année. Kilogrammes de CO2-éq, non arrondis. Les colonnes de modules, celles de catégories et les scopes ont chacun pour somme total_kg, de même que les lignes de l’unité et de l’année dans results_by_emission_type.
readme-detailed-note = Une ligne par saisie. kg_co2eq contient un total imposé ; kg_co2eq_total est le total effectif.
readme-usage-note = usage_raw_data a une ligne par unité et module de l’année. usage_per_school en compte les unités et les modules par statut, école par école ; la dernière ligne en est la somme, completion_rate_percent la part des unités validées.
readme-options = Options : { $options }
readme-import-note = Les fichiers peuvent être importés à nouveau tels quels. Des personnes y sont nommées : qui les prend est journalisé.
readme-pseudonyms-note = Des codes remplacent les personnes (user_institutional_id, et name du personnel) : la même personne a le même code dans tous les fichiers de cette archive, et un autre dans toute autre archive. sius_code et note restent vides, car ils peuvent révéler de qui il s’agit. Ces fichiers ne sont pas destinés à être importés.
readme-csv-note = CSV : UTF-8 { $mark ->
    [yes] avec
   *[no] sans
} marque d’ordre, { $delimiter ->
    [semicolon] point-virgule
   *[comma] virgule
}, CRLF, point décimal. Les cellules qu’un tableur prendrait pour une formule commencent par une apostrophe.
readme-xlsx-note = Excel : une feuille par fichier, sans formule. Les nombres sont des nombres, les moments ceux d’UTC.
