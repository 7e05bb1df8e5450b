# La console : chaînes de traitement et leurs tâches

navigation-pipelines = Traitements
pipelines-title = Traitements
pipelines-lead = Imports, recalculs et synchronisations : ce qui tourne, ce qui est terminé, ce qui vous attend.
pipelines-document-title = Traitements : { pipelines-count }
pipelines-count = { $count ->
    [one] { $count } traitement
   *[other] { $count } traitements
}
pipelines-caption = Traitements ({ $count }), les plus récents d’abord
pipelines-refresh = Actualiser
pipelines-shown = Traitements { $from }–{ $to } sur { $total }

live-hint = En direct
live-hint-reloads = Rechargé toutes les 5 s
live-updated = Chiffres mis à jour
live-lost = La mise à jour en direct s’est arrêtée.
live-lost-next = Nouvel essai… Les chiffres ci-dessous restent tels quels.

pipeline-status-not-started = En attente
pipeline-status-running = En cours
pipeline-status-success = Terminé
pipeline-status-warning = Terminé avec avertissements
pipeline-status-warnings = { $count ->
    [one] Terminé, { $count } avertissement
   *[other] Terminé, { $count } avertissements
}
pipeline-status-partial = Partiellement échoué
pipeline-status-failed = Échec
pipeline-status-cancelled = Annulé

pipeline-kind-data-ingest = Import de données
pipeline-kind-factor-ingest = Import de facteurs
pipeline-kind-reference-ingest = Import de références
pipeline-kind-exchange-rates-ingest = Taux de change
pipeline-kind-reduction-objectives-ingest = Objectifs de réduction
pipeline-kind-computed-factors = Sommes des infrastructures
pipeline-kind-recalculation = Recalcul
pipeline-kind-unit-sync = Synchronisation des unités
pipeline-kind-export = Export

pipeline-phase-begins = Démarrage
pipeline-phase-reading = Lecture du fichier
pipeline-phase-storing = Enregistrement des lignes
pipeline-phase-calculating = Calcul des émissions
pipeline-phase-replacing = Mise en place des résultats
pipeline-phase-fetching = Interrogation de l’annuaire
pipeline-phase-units = Enregistrement des unités
pipeline-phase-reports = Création des rapports
pipeline-phase-modules = Création des modules
pipeline-step-of = { $phase }, { $processed } sur { $total }
pipeline-step-count = { $phase }, { $processed } pour l’instant

pipeline-progress-waiting = Attend son tour
pipeline-progress-again = Nouvel essai à { $time }
pipeline-progress-next = La tâche suivante va commencer
pipeline-progress-merged = Un autre traitement s’en charge
pipeline-progress-done = Terminé
pipeline-progress-failed = { $failed ->
    [one] { $failed } tâche sur { $total } a échoué
   *[other] { $failed } tâches sur { $total } ont échoué
}
pipeline-progress-cancelled = Annulé par { $name }
pipeline-rows = { $count ->
    [one] { $count } ligne chargée
   *[other] { $count } lignes chargées
}
pipeline-entries = { $count ->
    [one] { $count } saisie
   *[other] { $count } saisies
}
pipeline-refused = { $count ->
    [one] { $count } refusée
   *[other] { $count } refusées
}
pipeline-folded = { $total } tâches, { $done } terminées
pipeline-speed = { $rows } lignes par seconde

counters-title = Combien de traitements en sont où
counters-now = maintenant
counters-all-time = au total
counters-since = depuis le { $day }
counters-in-span = sur ces jours
counters-filter-on = filtre actif

workers-title = Exécutants
workers-live = { $count ->
    [0] Aucun exécutant actif
    [one] Un exécutant actif
   *[other] { $count } exécutants actifs
}
workers-jobs = { $count ->
    [0] aucune tâche
    [one] une tâche
   *[other] { $count } tâches
}
workers-heard = signe de vie il y a { $seconds } s
workers-same = même version { $version }
workers-differ = Les exécutants n’ont pas le même programme : { $versions }.
workers-differ-next = Redémarrez les plus anciens, ou attendez la fin de la mise à jour.
workers-missing = Aucun exécutant n’est actif et des tâches attendent.
workers-missing-next = Démarrez le programme avec son exécutant ; les tâches commenceront d’elles-mêmes.
workers-details = Détails
workers-version = Version
workers-commit = Commit
workers-since = Démarré
workers-last-sign = Dernier signe de vie

pipelines-state = État
pipelines-kind = Type
pipelines-module = Module
pipelines-year = Année
pipelines-since = Du
pipelines-until = Au
pipelines-author = Par
pipelines-author-placeholder = Nom
pipelines-search = Recherche
pipelines-search-placeholder = Message, fichier, numéro
pipelines-has-errors = Avec erreurs seulement
pipelines-apply = Appliquer
pipelines-all-states = Tous les états
pipelines-all-kinds = Tous les types
pipelines-all-modules = Tous les modules
pipelines-all-years = Toutes les années
pipelines-all-units = Toutes les unités
pipelines-one-unit = Une unité
pipelines-nobody = Personne en particulier
pipelines-command-line = Ligne de commande
pipelines-seed = Données de démonstration

pipelines-colon =  :
pipelines-what = Quoi
pipelines-scope = Module et périmètre
pipelines-progress = Progression
pipelines-jobs = Tâches
pipelines-jobs-failed = { $count ->
    [one] { $count } échouée
   *[other] { $count } échouées
}
pipelines-started = Début
pipelines-duration = Durée
pipelines-actions = Actions
pipelines-open = Détails
pipelines-open-page = Ouvrir la page
pipelines-cancel = Annuler…
pipelines-retry = Réessayer…
pipelines-release = Libérer…
pipelines-mark-failed = Marquer comme échouée…
pipelines-abandoned = Aucun signe de vie
pipelines-abandoned-by = Aucun signe de vie de { $worker } dans le temps imparti.
pipelines-continues-in = Se poursuit dans
pipelines-nothing-yet = Aucun traitement n’a encore tourné.
pipelines-nothing-yet-next = Imports, recalculs et synchronisations apparaissent ici dès que quelqu’un en lance un.
pipelines-empty = Aucun traitement ne correspond à ces filtres.

pipelines-details-of = Détails : { $pipeline }
pipelines-failed-lead = { $name } : échec.
pipelines-remedy-file = Corrigez le fichier et importez-le à nouveau. Un nouvel essai relit le même fichier.
pipelines-remedy-recalculation = Les émissions concernées restent telles quelles. Corrigez les facteurs ou les saisies, puis réessayez.
pipelines-remedy-other = Rien n’en a été enregistré. Réessayez ; si l’échec se répète, envoyez le numéro du traitement à l’assistance.
pipelines-raw = Détails bruts
pipelines-copy = Copier le numéro
pipelines-copied = Le numéro a été copié
pipelines-dry-run = Vérification seule, rien d’enregistré
pipeline-document-title = { $what } : { $scope }
pipeline-page-lead = Demandé à { $time }, { $day }, par { $name }.

fact-pipeline = Traitement
fact-file = Fichier
fact-size = Taille
fact-asked = Demandé
fact-started = Début
fact-ended = Fin
fact-worker = Exécutant
fact-attempts = Essais
fact-by = Par

upload-effect = Effet
upload-read = Lignes lues
upload-loaded = Lignes chargées
upload-loaded-note = { $stored } enregistrées, { $unchanged } déjà présentes
upload-stored = Lignes enregistrées
upload-unchanged = Lignes déjà présentes
upload-refused = Lignes refusées
upload-share = { $percent } % du fichier
upload-time = Durée
upload-replaced = Lignes remplacées
upload-without-emission = Saisies sans émission
upload-units = Unités modifiées
upload-before = Total avant
upload-after = Total maintenant

comparison-title = Avant et après
comparison-from = De
comparison-to = à
comparison-entries = { $count ->
    [one] { $count } saisie calculée
   *[other] { $count } saisies calculées
}
comparison-errors = { $count ->
    [one] { $count } n’a pas pu être calculée
   *[other] { $count } n’ont pas pu être calculées
}
comparison-validated = { $count ->
    [one] { $count } module validé a changé
   *[other] { $count } modules validés ont changé
}
comparison-types = Avant et après par type de saisie
comparison-type = Type de saisie
comparison-column-entries = Saisies
comparison-column-errors = Erreurs
comparison-before = Avant
comparison-after = Après
comparison-change = Écart
comparison-units = { $count ->
    [1] L’unité qui a changé
   *[other] Les { $count } unités qui ont le plus changé
}
comparison-most-changed = Unités qui ont le plus changé

row-errors-title = Lignes en erreur ({ $count })
row-errors-csv = Erreurs en CSV
row-errors-reasons = Pourquoi des lignes ont été refusées
row-errors-reason = Raison
row-errors-rows = Lignes
row-errors-next = Que faire
row-errors-list = Lignes refusées
row-errors-entry = Saisie
row-errors-line = Ligne
row-errors-column = Colonne
row-errors-value = Valeur
row-errors-problem = Problème
row-errors-empty = (vide)
row-errors-only = Affiché : { $reason }.
row-errors-every = Afficher toutes les raisons
row-errors-shown = Lignes { $from }–{ $to } sur { $total }
row-errors-all = { $count ->
    [1] La ligne refusée
   *[other] Les { $count } lignes refusées
}

row-code-missing = Une valeur requise manque
row-code-missing-next = Remplissez la colonne.
row-code-not-a-number = Pas un nombre
row-code-not-a-number-next = Écrivez un nombre avec un point décimal et sans unité.
row-code-not-an-integer = Pas un nombre entier
row-code-not-an-integer-next = Arrondissez à l’entier.
row-code-not-a-date = Pas une date
row-code-not-a-date-next = Écrivez année-mois-jour, par exemple 2025-03-31.
row-code-bad-enum = Pas un des mots acceptés
row-code-bad-enum-next = Utilisez un mot du modèle ou du fichier de facteurs.
row-code-out-of-range = Hors des limites acceptées
row-code-out-of-range-next = Vérifiez la valeur ; le problème indique les limites.
row-code-unknown-unit = Unité inconnue
row-code-unknown-unit-next = Vérifiez le code de l’unité ; les unités fermées sont refusées.
row-code-unit-code-missing = Aucune unité indiquée
row-code-unit-code-missing-next = Indiquez le code de l’unité.
row-code-duplicate = Figure deux fois
row-code-duplicate-next = Gardez une seule des lignes.
row-code-ambiguous = Plusieurs choses correspondent
row-code-ambiguous-next = Distinguez les facteurs ou la ligne, pour qu’un seul corresponde.
row-code-type-undetermined = Le type de saisie est indéterminé
row-code-type-undetermined-next = Remplissez la colonne qui l’indique.
row-code-unusable-factor = Un facteur qu’aucune saisie ne pourrait utiliser
row-code-unusable-factor-next = Corrigez à quoi sert le facteur, ou retirez-le.
row-code-module-validated = L’unité a validé son module
row-code-module-validated-next = Demandez à la personne responsable de le dévalider, puis importez à nouveau.
row-code-malformed-row = Pas le même nombre de cellules que l’en-tête
row-code-malformed-row-next = Vérifiez les séparateurs et les guillemets de la ligne.

confirm-cancel-title = Annuler ce traitement ?
confirm-cancel-consequence = Les tâches en attente ne commencent jamais. Celles qui tournent s’arrêtent, et ce qu’elles n’avaient pas terminé n’est pas enregistré. Ce qui est fait reste. Un traitement annulé peut être relancé.
confirm-cancel-button = Annuler le traitement
confirm-retry-title = Réessayer ce qui a échoué ?
confirm-retry-consequence = Chaque tâche échouée recommence avec le même fichier et les mêmes choix ; ses lignes refusées sont recomptées. Ce qui a réussi reste tel quel.
confirm-retry-button = Réessayer les tâches échouées
confirm-release-title = Libérer cette tâche ?
confirm-release-consequence = Le processus qui l’exécutait ne donne plus signe de vie. Un autre la reprend au début ; ce qui n’était pas terminé n’a pas été enregistré. Si le premier vit encore, il ne peut plus rien enregistrer.
confirm-release-button = Libérer la tâche
confirm-fail-title = Marquer cette tâche comme échouée ?
confirm-fail-consequence = La tâche se termine en échec, ce qu’elle n’avait pas terminé n’est pas enregistré, et les tâches qui l’auraient suivie ne sont pas créées. Elle peut être relancée plus tard. Votre raison est gardée dans le journal.
confirm-fail-button = Marquer comme échouée
confirm-reason = Raison
confirm-reason-help = Ce que vous en savez, pour qui regardera cette tâche plus tard.
confirm-back = Laisser tel quel
confirm-job = Tâche
confirm-jobs-running = Tâches en cours
confirm-jobs-waiting = Tâches en attente
confirm-jobs-done = Tâches terminées
confirm-jobs-failed = Tâches échouées

pipelines-reason-missing = Indiquez une raison.
pipelines-reason-long = Indiquez une raison de { $most } caractères au plus.
pipelines-cancelled = Le traitement a été annulé.
pipelines-retried = Les tâches échouées attendent de recommencer.
pipelines-released = La tâche nº { $job } attend de recommencer.
pipelines-marked-failed = La tâche nº { $job } a été marquée comme échouée.
pipelines-already-finished = C’est déjà terminé. Rien n’a été modifié.
pipelines-not-retryable = Il n’y a rien à réessayer : rien n’a échoué, ou le fichier n’est plus conservé. Importez le fichier à nouveau.
pipelines-lease-alive = Un processus travaille à cette tâche. Rien n’a été modifié. Annulez le traitement pour l’arrêter.
