year-out-of-range = Indiquez une année de 2000 à 2100.
year-exists = L’année { $year } existe déjà.
year-incomplete = { $count ->
    [one] L’année { $year } ne peut pas être ouverte : il manque { $count } élément.
   *[other] L’année { $year } ne peut pas être ouverte : il manque { $count } éléments.
}
year-lacks = { $name } : { $reason }
reason-missing-factor = pas de facteurs d’émission
reason-missing-common-factor = pas de facteurs d’émission communs
reason-missing-reference = pas de liste de référence
reason-factor-failed = le dernier fichier de facteurs a échoué
reason-reference-failed = le dernier fichier de référence a échoué
reason-upload-running = un envoi est en cours
year-choice-new = { $year } (non configurée)
year-show = Afficher
year-facts = Créée le { $date } · { $count ->
    [one] { $count } unité
   *[other] { $count } unités
}
year-open = Ouvrir l’année aux unités
year-open-first = { $count ->
    [one] { $count } élément incomplet d’abord
   *[other] { $count } éléments incomplets d’abord
}
year-opened = { $year } est ouverte aux unités.
year-close = Fermer l’année…
year-close-title = Fermer { $year } ?
year-close-consequence = Les unités ne peuvent plus saisir ni modifier de données de cette année. Rien n’est supprimé ; rouvrir l’année rétablit tout.
year-close-units = Unités qui y travaillent
year-close-button = Fermer { $year }
year-closed = { $year } est fermée aux unités.
year-more = Autres actions sur l’année
year-synchronise = Synchroniser les unités…
year-synchronisation-begun = La synchronisation des unités est en cours.
year-absent = L’année { $year } n’est pas encore configurée.
year-absent-next = Créer l’année importe les unités de l’annuaire et donne à chacune un bilan avec ses huit modules.
year-create = Créer l’année { $year }
year-creation-begun = L’année { $year } est en préparation.
year-preparing = L’année est en préparation.
year-preparing-next = Les unités sont synchronisées et reçoivent leur bilan. Les fichiers et les réglages attendent la fin.
year-run-again = Relancer
uncertainty-none = Aucune
uncertainty-low = Faible
uncertainty-medium = Moyenne
uncertainty-high = Élevée
uncertainty-choices = Choisissez aucune, faible, moyenne ou élevée.
uncertainty-saved = Incertitude de { $module } : { $value }.
switch-on = Activé
switch-off = Désactivé
switched-on = { $name } : activé.
switched-off = { $name } : désactivé.
switch-off-title = Désactiver { $name } pour { $year } ?
switch-off-consequence = Les unités ne saisissent plus ce genre de données et l’ouverture de l’année n’attend plus ses fichiers. Rien n’est supprimé ; réactiver rétablit tout.
switch-off-units = Unités qui en ont saisi
switch-off-validated = Dont avec un module validé
switch-off-button = Désactiver { $name }
settings-title = Réglages : { $name } { $year }
settings-lead = Ces réglages valent pour toutes les unités et pour cette année seulement.
settings-enabled = Activé : les unités voient ce type de données
settings-threshold = Rouge au-dessus de, en kg éq. CO₂
settings-threshold-help = Les saisies au-dessus de cette valeur ressortent en rouge. Laissez vide pour n’avoir aucun seuil. 1’500 et 1500,5 sont compris.
settings-inputs-off = Les unités ne peuvent pas saisir à la main
settings-inputs-fixed = Les unités ne saisissent jamais ce type à la main : les données viennent de fichiers du back-office.
settings-save = Enregistrer les réglages
settings-saved = Les réglages de { $name } sont enregistrés.
settings-saved-threshold = Les réglages de { $name } sont enregistrés : rouge au-dessus de { $kg } kg éq. CO₂.
threshold-not-a-number = Indiquez un nombre de kilogrammes comme 1’500 ou 0,5, ou laissez vide.
threshold-negative = Indiquez 0 kilogramme ou plus, ou laissez vide.
year-copy = Copier d’une année précédente…
copy-title = Copier de { $from } vers { $year }
copy-consequence = Ce que l’année contient déjà reste : les facteurs d’un type de données ne sont copiés que s’il n’y en a pas encore. Les résultats qui dépendent des facteurs copiés seront à recalculer.
copy-from = Copier de
copy-factors = Facteurs
copy-factors-counts = { $factors ->
    [one] { $factors } facteur
   *[other] { $factors } facteurs
} de { $types ->
    [one] { $types } type de données
   *[other] { $types } types de données
}
copy-left-alone = Laissés tels quels, car ils ont des facteurs
copy-settings = Aussi les réglages : ce qui est activé, incertitudes, seuils, saisie ; ils remplacent les réglages actuels
copy-objectives = Aussi les objectifs de réduction, là où il n’y en a pas encore
copy-button = Copier
copy-begun = { $count ->
    [0] Copié de { $from } ; il n’y avait pas de facteurs à copier.
    [one] { $count } jeu de facteurs est en cours de copie depuis { $from }.
   *[other] { $count } jeux de facteurs sont en cours de copie depuis { $from }.
}
copy-no-source = Aucune année antérieure à { $year } ne peut servir de source.
card-copy = Copier { $year }
card-copied-from = Copié de { $year }

synchronise-title = Synchroniser les unités de { $year }
synchronise-lead = Les unités de l’annuaire sont enregistrées et celles qui sont actives reçoivent un bilan. Les unités que l’annuaire ne liste plus sont fermées ; leurs données restent.
synchronise-unseen = L’annuaire ne peut pas être lu maintenant ; on ne peut pas dire ce qui changerait.
synchronise-refused = L’annuaire ne peut pas être repris : { $reason }
synchronise-button = Synchroniser les unités

unit-changes-title = Changements d’unités
unit-changes-units = { $count ->
    [one] { $count } unité dans l’annuaire
   *[other] { $count } unités dans l’annuaire
}
unit-changes-none = Rien ne change : les unités sont telles que l’annuaire les liste.
unit-changes-list = Changements, unité par unité
unit-changes-kind = Changement
unit-changes-before = Avant
unit-changes-after = Après
unit-changes-more = { $count ->
    [one] { $count } autre changement n’est pas listé.
   *[other] { $count } autres changements ne sont pas listés.
}
unit-changes-warnings = { $count ->
    [one] { $count } partie de l’annuaire n’a pas pu être lue
   *[other] { $count } parties de l’annuaire n’ont pas pu être lues
}
unit-change-created = Nouvelle
unit-change-closed = Fermée
unit-change-reopened = Rouverte
unit-change-renamed = Renommée
unit-change-moved = Déplacée
unit-change-head-changed = Autre responsable
unit-change-cost-centre-changed = Autre centre de coûts
