slot-factors = Facteurs
slot-data = Données
slot-airports = Aéroports
slot-stations = Gares
slot-rooms = Liste des locaux
slot-exchange-rates = Taux de change
upload-title = Téléverser : { $kind }, { $subject } { $year }
upload-replaces-entries = { $count ->
    [0] Aucun fichier n’a encore apporté de saisies de ce type.
    [one] Le fichier remplace 1 saisie qu’un fichier précédent a apportée.
   *[other] Le fichier remplace { $count } saisies de { $units ->
        [one] { $units } unité
       *[other] { $units } unités
    } qu’un fichier précédent a apportées.
}
upload-replaces-edited = { $count ->
    [one] { $count } d’entre elles a été modifiée à la main depuis ; ce qui y a été saisi n’est repris que là où le fichier laisse une cellule vide.
   *[other] { $count } d’entre elles ont été modifiées à la main depuis ; ce qui y a été saisi n’est repris que là où le fichier laisse une cellule vide.
}
upload-keeps-entries = { $count ->
    [one] { $count } saisie faite à la main ou par le fichier d’une unité reste telle quelle.
   *[other] { $count } saisies faites à la main ou par les fichiers des unités restent telles quelles.
}
upload-replaces-factors = { $count ->
    [0] Il n’y a pas encore de facteurs. Les résultats qui en dépendent pourront être calculés ensuite.
    [one] 1 facteur est enregistré ; le fichier définit le nouveau jeu complet. Les saisies calculées avec des facteurs modifiés deviennent obsolètes.
   *[other] { $count } facteurs sont enregistrés ; le fichier définit le nouveau jeu complet. Les saisies calculées avec des facteurs modifiés deviennent obsolètes.
}
upload-replaces-list = { $count ->
    [0] La liste est vide. Elle est commune à toutes les années.
    [one] La liste a 1 ligne ; le fichier la remplace pour toutes les années. Les saisies qui l’utilisent deviennent obsolètes.
   *[other] La liste a { $count } lignes ; le fichier les remplace pour toutes les années. Les saisies qui l’utilisent deviennent obsolètes.
}
upload-replaces-rates = { $count ->
    [0] Il n’y a pas encore de taux de change pour cette année.
    [one] 1 taux de change est enregistré ; le fichier modifie ceux qu’il nomme et garde les autres.
   *[other] { $count } taux de change sont enregistrés ; le fichier modifie ceux qu’il nomme et garde les autres.
}
upload-unit = Seulement pour une unité (facultatif)
upload-unit-help = Centre de coûts ou code de l’unité dont c’est le fichier. Ses lignes s’ajoutent aux saisies de l’unité. Si le champ est vide, chaque ligne nomme son unité.
upload-unknown-unit = Il n’y a pas d’unité « { $unit } ». Indiquez son centre de coûts ou son code, ou laissez le champ vide.
upload-absent = Facteurs absents du fichier
upload-absent-retire = Les retirer
upload-absent-retire-note = Ils sont conservés pour l’historique ; les saisies ne les utilisent plus.
upload-absent-keep = Continuer à les utiliser
upload-absent-keep-note = Les saisies continuent de les utiliser ; ils sont marqués comme anciens.
upload-recalculate = Recalculer tout de suite ce qui devient obsolète
upload-file = Fichier CSV
upload-file-help = Un seul fichier, UTF-8, virgule ou point-virgule, jusqu’à { $largest }.
upload-template = Modèle avec une ligne d’exemple
upload-drop = Vous pouvez aussi déposer le fichier ici.
upload-check = Vérifier seulement
upload-checking = Vérification…
upload-button = Téléverser
upload-uploading = Téléversement…
upload-check-note = La vérification montre ce qui changerait, avant tout changement.
upload-file-missing = Choisissez un fichier CSV.
upload-too-large = Le fichier dépasse { $largest }. Divisez-le et téléversez les parties.
upload-not-csv = « { $file } » n’est pas un fichier CSV. Enregistrez-le au format CSV (UTF-8) et téléversez-le à nouveau.
upload-queued = « { $file } » a été reçu et est en cours de chargement.
check-title = Vérification : { $kind }, { $subject } { $year }
check-lead = a été lu ; rien n’est encore modifié.
check-failed = Le fichier ne peut pas être utilisé.
check-upload-corrected = Téléverser un fichier corrigé
check-was-committed = Ce fichier a été validé.
check-was-discarded = Cette vérification a été écartée. Rien n’a été modifié.
check-see-result = Voir le résultat
check-new = Nouveaux
check-changed = Modifiés
check-unchanged = Inchangés
check-absent = Absents du fichier
check-stored = À enregistrer
check-replaced = À remplacer
check-refused = Refusées
check-read = { $count ->
    [one] sur { $count } ligne lue
   *[other] sur { $count } lignes lues
}
check-effect-factors = { $changed ->
    [0] Aucun facteur ne change
    [one] 1 facteur change
   *[other] { $changed } facteurs changent
}, { $absent ->
    [0] aucun ne disparaît
    [one] 1 disparaît
   *[other] { $absent } disparaissent
} : { $entries ->
    [one] { $entries } saisie
   *[other] { $entries } saisies
} dans { $units ->
    [one] { $units } unité
   *[other] { $units } unités
}.
check-effect = { $changed ->
    [0] Aucune ligne ne change quoi que ce soit
    [one] 1 ligne est nouvelle ou différente
   *[other] { $changed } lignes sont nouvelles ou différentes
}, { $absent ->
    [0] aucune n’est remplacée
    [one] 1 ligne enregistrée disparaît
   *[other] { $absent } lignes enregistrées disparaissent
} : { $entries ->
    [one] { $entries } saisie
   *[other] { $entries } saisies
} dans { $units ->
    [one] { $units } unité
   *[other] { $units } unités
}.
check-without-no-factor = { $count ->
    [one] { $count } saisie n’aurait pas d’émission : aucun facteur ne convient.
   *[other] { $count } saisies n’auraient pas d’émission : aucun facteur ne convient.
}
check-without-unknown-location = { $count ->
    [one] { $count } saisie n’aurait pas d’émission : un lieu n’est pas dans la liste.
   *[other] { $count } saisies n’auraient pas d’émission : un lieu n’est pas dans la liste.
}
check-without-no-surface = { $count ->
    [one] { $count } saisie n’aurait pas d’émission : la surface du local n’est pas connue.
   *[other] { $count } saisies n’auraient pas d’émission : les surfaces des locaux ne sont pas connues.
}
check-without-no-exchange-rate = { $count ->
    [one] { $count } saisie n’aurait pas d’émission : le taux de change manque.
   *[other] { $count } saisies n’auraient pas d’émission : les taux de change manquent.
}
check-warning = Ligne { $line } : { $message }
check-computes = Les saisies sont calculées pendant leur enregistrement.
check-commit = Valider
check-discard = Écarter
check-discarded = La vérification a été écartée. Rien n’a été modifié.
card-running = Voir l’avancement
card-loading = Chargement
card-waiting = En attente
card-failed = Dernier téléversement échoué
card-loaded-with-warnings = Chargé avec avertissements
card-loaded = Chargé
card-missing = Manquant
card-present = Présent
card-none = Aucun pour l’instant
card-and = { " et " }
card-waits-for = En attente de { $numbers }
card-note-data = Facultatif. Les unités peuvent aussi les saisir elles-mêmes.
card-note-factors = Un fichier CSV avec une ligne par facteur, en kg CO₂-éq.
card-note-reference = La liste complète ; elle est commune à toutes les années.
card-note-exchange-rates = Unités de chaque monnaie par euro, pour les achats et les services cloud.
card-rows = { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
}
card-refused = { $count ->
    [one] { $count } ligne a été ignorée.
   *[other] { $count } lignes ont été ignorées.
}
card-see = Voir
card-upload = Téléverser
card-upload-again = Téléverser à nouveau
card-file = Fichier
card-template = Modèle
card-compute = Calculer les sommes…
compute-title = Calculer les sommes des infrastructures : { $subject } { $year }
compute-consequence = Les sommes de chaque infrastructure sont tirées de l’empreinte de sa propre unité pour la même année. Les sommes données par un fichier restent telles quelles ; les saisies qui utilisent des sommes modifiées deviennent obsolètes.
compute-factors = { $count ->
    [0] Il n’y a pas encore de facteurs d’infrastructures. Téléversez-les d’abord.
    [one] 1 facteur d’infrastructure est enregistré.
   *[other] { $count } facteurs d’infrastructures sont enregistrés.
}
compute-button = Calculer les sommes
compute-queued = Les sommes des infrastructures sont en cours de calcul.
pipeline-file = Fichier téléversé
pipeline-open-check = Ouvrir la vérification
pipeline-upload-again = Téléverser un fichier corrigé
row-errors-skipped = Lignes ignorées à corriger (CSV)
data-lists = Listes communes à tous les modules
card-rates = { $count ->
    [one] { $count } taux
   *[other] { $count } taux
}
upload-template-own = Modèle pour le fichier d’une unité
card-kept = { $count ->
    [one] { $count } facteur n’est plus dans le fichier et reste utilisé.
   *[other] { $count } facteurs ne sont plus dans le fichier et restent utilisés.
}
