# Rapports : filtres, tableau des unités, exports

navigation-reporting = Rapports
reporting-title = Rapports
reporting-document-title = Rapports : { $count ->
    [one] une unité
   *[other] { $count } unités
}
reporting-lead = Empreinte carbone des unités que vous pouvez voir : { $scope }, { $units ->
    [one] une unité
   *[other] { $units } unités
}. Chiffres à jour au { $moment }.
reporting-whole-institution = toute l’institution
reporting-no-unit = aucune unité
reporting-print = Imprimer
reporting-export = Exporter
reporting-on-this-page = Sur cette page
reporting-units-tab = Unités

parameter-unknown = inconnu ici
parameter-malformed = mal écrit
parameter-out-of-range = hors des limites acceptées
parameter-missing = il faut au moins une valeur
reporting-ignored = { $count ->
    [one] Une partie de l’adresse n’a pas été comprise et a été ignorée.
   *[other] { $count } parties de l’adresse n’ont pas été comprises et ont été ignorées.
}
reporting-ignored-next = Les valeurs habituelles sont utilisées à la place.
reporting-beyond-the-end = Il n’y a pas de page { $page } : voici la dernière.

filters-title = Filtres
filters-active = { $count ->
    [one] { $count } actif
   *[other] { $count } actifs
}
filters-hide = Masquer les filtres
filters-show = Afficher les filtres
filters-years = Année du rapport
filters-years-help = Plusieurs années sont additionnées et montrées côte à côte.
filters-affiliation = Affiliation
filters-units = Unités
filters-unit = Unité
filters-selected = { $count ->
    [one] { $count } choisie
   *[other] { $count } choisies
}
filters-clear = Effacer
filters-affiliation-placeholder = Nom ou code
filters-units-placeholder = Nom, code ou personne
filters-list = Liste : { $name }
filters-shown = { "{shown}" } sur { "{total}" } affichées
filters-more = Les { $shown } premières sur { $total }. Tapez pour en trouver d’autres.
filters-nothing-found = Rien trouvé
filters-status = Statut d’avancement
filters-search = Recherche
filters-search-placeholder = Unité, code, personne
filters-modules = Statut des modules
filters-modules-all = tous les statuts des 8 modules
filters-modules-restricted = { $count ->
    [one] un module restreint
   *[other] { $count } modules restreints
}
filters-select-all = Tout sélectionner
filters-unselect-all = Tout désélectionner
filters-no-status = Aucune unité ne peut correspondre : cochez un statut pour { $modules }.
filters-apply = Appliquer les filtres
filters-reset = Tout réinitialiser
filters-matches-before = Ces choix correspondent à
filters-matches-count = { $count ->
    [one] { $count } unité
   *[other] { $count } unités
}
filters-matches-after = . L’adresse de la page les conserve : ajoutez-la à vos favoris ou partagez-la.

chips-showing = Affichage
chips-year = Année { $value }
chips-clear = Effacer tous les filtres
chips-value = { $name } : { $value }
chips-folded = { $name } : { $count } choisies
chips-no-status = aucun statut
completed = Complété

completion-title = Taux de complétion du calculateur
completion-validated = unités sur { $total } validées
completion-in-progress = en cours
completion-not-started = non commencées
completion-note = Chaque unité compte autant, quel que soit son nombre d’EPT.

units-title = Unités ({ $count })
units-rows = Lignes
units-rows-show = Afficher
units-sort = Trier
units-sort-option = Tri : { $column } { $arrow }
units-caption = Unités ({ $count }), triées par { $column }, { $direction }
units-ascending = ordre croissant
units-descending = ordre décroissant
column-unit-name = Unité
column-affiliation = Affiliation
column-validation-status = Statut de validation
column-years-completed = Années complétées
column-principal-user = Utilisateur·rice principal·e
column-last-update = Dernière mise à jour
column-highest-result-category = Catégorie de résultat le plus élevé
column-total-carbon-footprint = Empreinte carbone totale
column-per-fte = Par EPT
column-view = Voir
units-results = Résultats
units-open = Modules et détails
units-unknown-person = Inconnu
units-no-data-yet = pas encore de données
units-all-validated = tout validé
units-of-which-validated = { $tonnes } validées
units-all = { $count ->
    [one] La seule unité
   *[other] Les { $count } unités
}
units-modules-of = Modules de { $unit }
units-modules-of-year = Modules de { $unit } en { $year }
units-year = { $year } : { $tonnes } t
units-empty = Aucune unité ne correspond à ces filtres.
units-empty-next = Retirez-en un ci-dessus, ou recommencez avec toutes les unités.
units-nothing-yet = Il n’y a pas encore de rapport.
units-nothing-yet-next = Les rapports apparaîtront ici dès qu’une année aura été créée.
units-shown = Unités { $from }–{ $to } sur { $total }
