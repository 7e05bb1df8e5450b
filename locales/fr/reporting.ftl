# Rapports : filtres, tableau des unités, exports

navigation-reporting = Rapports
reporting-title = Rapports
reporting-document-title = Rapports : { $count ->
    [one] { $count } unité
   *[other] { $count } unités
}
reporting-lead = Empreinte carbone des unités que vous pouvez voir : { $scope }, { $units ->
    [one] { $units } unité
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
    [one] { $count } partie de l’adresse n’a pas été comprise et a été ignorée.
   *[other] { $count } parties de l’adresse n’ont pas été comprises et ont été ignorées.
}
reporting-ignored-next = Les valeurs habituelles sont utilisées à la place.
reporting-recalculated = { $count ->
    [one] Les chiffres de { $count } unité ont changé lors d’un recalcul après leur validation.
   *[other] Les chiffres de { $count } unités ont changé lors d’un recalcul après leur validation.
}
reporting-recalculated-next = Ils restent validés ; leurs responsables voudront peut-être les revoir.
reporting-recalculated-change = { $before } → { $now } t en { $year }
reporting-recalculated-show = Afficher les unités
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
filters-all-levels = Afficher les facultés, les services et les unités fermées
filters-all-levels-chip = Avec les facultés, les services et les unités fermées
filters-units-counted = { $count ->
    [one] { $count } unité
   *[other] { $count } unités
}
filters-unit-years = { $count ->
    [one] { $count } année d’unité
   *[other] { $count } années d’unité
}
filters-modules = Statut des modules
filters-modules-all = tous les statuts des 8 modules
filters-modules-restricted = { $count ->
    [one] { $count } module restreint
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
completion-validated = sur { $total } au statut validé
completion-in-progress = au statut en cours
completion-not-started = au statut non commencé
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
column-level = Niveau
column-scope-1 = Scope 1
column-scope-2 = Scope 2
column-scope-3 = Scope 3
column-it = Numérique
column-above-threshold = Saisies au-dessus du seuil
column-change = Évolution { $before } à { $after }
column-by-year = Chaque année, avec son évolution (plusieurs années)
column-view = Voir
columns-menu = Colonnes
columns-apply = Afficher ces colonnes
columns-usual = Colonnes habituelles
units-compared = { $count ->
    [one] { $share }, { $count } unité avec les deux années
   *[other] { $share }, { $count } unités avec les deux années
}
units-file = Ce tableau (CSV)
units-file-as = Ce tableau en
units-closed = fermée
units-level = Niveau { $level }
units-recalculated = recalculé depuis la validation
units-results = Résultats
units-new-tab = s’ouvre dans un nouvel onglet
units-open = Modules et détails
units-unknown-person = Inconnu
units-no-data-yet = pas encore de données
units-all-validated = tout validé
units-of-which-validated = { $tonnes } validées
units-all = { $count ->
    [1] La seule unité
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

views-menu = Vues
views-title = Vos vues
views-document-title = Vos vues ({ $count })
views-lead = Une vue est un filtre avec ses colonnes et son ordre, gardé sous un nom. Vous seul·e voyez votre liste.
views-none = Vous n’avez encore gardé aucune vue.
views-none-next = Choisissez des filtres, des colonnes et un ordre sur la page des rapports, puis gardez-les sous un nom dans le menu Vues.
views-all-units = Toutes les unités
views-manage = Gérer les vues
views-is-default = s’ouvre en premier
views-created = gardée le { $date }
views-address = Adresse à partager
views-address-help = Qui l’ouvre voit le même filtre, dans la limite de ses droits.
views-copy = Copier
views-copied = Adresse copiée
views-name = Nom
views-rename = Renommer
views-make-default = Ouvrir cette vue en premier
views-end-default = Ne plus l’ouvrir en premier
views-delete = Supprimer
views-save-as = Garder cette vue sous
views-newest-year = Toujours afficher l’année la plus récente
views-save-default = L’ouvrir en premier
views-replace = Remplacer une vue du même nom
views-save = Garder la vue
views-saved = La vue « { $name } » est gardée.
views-deleted = La vue « { $name } » est supprimée.
views-renamed = La vue s’appelle maintenant « { $name } ».
views-default-made = La vue « { $name } » s’ouvre désormais en premier.
views-default-ended = Toutes les unités s’ouvrent désormais en premier.
views-name-needed = Une vue a besoin d’un nom de 1 à { $most } caractères. Rien n’a été modifié.
views-name-taken = Vous avez déjà une vue « { $name } ». Choisissez un autre nom, ou cochez qu’elle peut être remplacée.
views-too-many = Vous gardez déjà { $most } vues. Supprimez-en une d’abord.
views-too-long = Cette vue nomme trop d’unités pour être gardée. Choisissez des affiliations à la place d’unités seules.

reminders-open = Copier les adresses
reminders-title = Rappels
reminders-document-title = Rappels : { $count ->
    [one] { $count } personne
   *[other] { $count } personnes
}
reminders-lead = { $years } : { $units ->
    [one] { $units } unité filtrée a des modules pas encore validés
   *[other] { $units } unités filtrées ont des modules pas encore validés
} ; { $people ->
    [one] { $people } responsable en répond
   *[other] { $people } responsables en répondent
}. La consultation de cette page est journalisée, car elle montre des adresses.
reminders-none = Tous les modules des unités filtrées sont validés.
reminders-back = Retour aux unités
reminders-addresses = { $count ->
    [one] { $count } adresse
   *[other] { $count } adresses
}
reminders-addresses-label = Adresses des responsables
reminders-addresses-help = Mettez-les en copie cachée (Cci), pour que personne ne voie qui d’autre reçoit le rappel.
reminders-copy = Copier les adresses
reminders-copied = { $count ->
    [one] { $count } adresse copiée
   *[other] { $count } adresses copiées
}
reminders-write = { $count ->
    [one] Écrire à { $count } personne
   *[other] Écrire à { $count } personnes
}
reminders-write-part = Message { $part } sur { $parts } ({ $count })
reminders-subject = Bilan carbone { $years } : modules à valider
reminders-people = { $count ->
    [one] { $count } responsable
   *[other] { $count } responsables
}
reminders-email = Adresse électronique
reminders-units = Unités et modules non validés
reminders-number = personne { $number }
reminders-without-address = { $count ->
    [one] { $count } unité dont l’adresse du ou de la responsable n’est pas connue
   *[other] { $count } unités dont l’adresse du ou de la responsable n’est pas connue
}
reminders-without-address-next = L’annuaire nomme ces personnes, mais elles ne sont pas connues ici.
reminders-without-principal = { $count ->
    [one] { $count } unité sans responsable
   *[other] { $count } unités sans responsable
}
reminders-without-principal-next = L’annuaire ne nomme personne qui réponde de ces unités.
reminders-file = Cette liste (CSV)
