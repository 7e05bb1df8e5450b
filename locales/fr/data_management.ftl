navigation-data-management = Gestion des données
data-title = Gestion des données
data-document-title = Gestion des données { $year }
data-lead = Chargez les facteurs, puis les données d’une année, module par module. Les unités voient l’année une fois ouverte.
data-year = Année
data-year-failed = L’année n’a pas pu être préparée.
data-modules = Modules
data-stale-modules = { $count ->
    [one] Un recalcul est nécessaire dans { $count } module :
   *[other] Un recalcul est nécessaire dans { $count } modules :
}
data-stale-entries = { $count ->
    [one] { $count } saisie utilise encore d’anciennes valeurs.
   *[other] { $count } saisies utilisent encore d’anciennes valeurs.
}
data-recalculate-all = Recalculer tout ce qui n’est pas à jour…
data-recalculate = Recalculer…
data-retry-recalculation = Relancer le recalcul…
data-recalculation-needed = Recalcul nécessaire
data-last-recalculation-failed = Dernier recalcul en échec
data-recalculation-failed = échec
data-up-to-date = À jour
data-no-entries = Aucune saisie
data-entries-to-recalculate = { $count ->
    [one] { $count } à recalculer
   *[other] { $count } à recalculer
}
data-types = { $count ->
    [one] { $count } type de données
   *[other] { $count } types de données
}
data-types-of = Types de données de { $module }
data-type = Type de données
data-emissions = Émissions
data-entries = Saisies
data-out-of-date = Pas à jour
data-units-out-of-date = Dans les unités
data-factors-changed = Facteurs modifiés
data-recalculated = Dernier recalcul
data-all-modules = tous les modules
data-about-seconds = { $count ->
    [one] environ { $count } seconde
   *[other] environ { $count } secondes
}
data-about-minutes = { $count ->
    [one] environ { $count } minute
   *[other] environ { $count } minutes
}
year-state-configuring = Fermée aux unités
year-state-open = Ouverte aux unités
year-state-provisioning = En préparation
year-state-provisioning-failed = Préparation en échec
recalculate-title = Recalculer les émissions : { $subject } { $year }
recalculate-why = Des facteurs ou des listes ont changé le { $moment }.
recalculate-consequence = Le recalcul remplace les émissions de chaque type de données en une fois ; jusque-là, chaque page montre les valeurs actuelles.
recalculate-is-active = Un recalcul est en cours.
recalculate-is-active-next = Il met à jour ce qui lui a été demandé ; un autre peut être lancé si quelque chose a changé depuis.
recalculate-what = Que faut-il recalculer
recalculate-stale = Seulement ce qui n’est pas à jour
recalculate-all = Tous les types de données
recalculate-nothing = Tout est à jour.
recalculate-counts = { $types ->
    [one] { $types } type de données
   *[other] { $types } types de données
}, { $entries ->
    [one] { $entries } saisie
   *[other] { $entries } saisies
} dans { $units ->
    [one] { $units } unité
   *[other] { $units } unités
}
recalculate-validated = { $count ->
    [one] { $count } module validé peut changer.
   *[other] { $count } modules validés peuvent changer.
}
recalculate-validated-next = Un module dont les nombres changent reste validé et porte une marque avec son ancien et son nouveau total. Les modules dont les nombres restent les mêmes ne changent pas.
recalculate-estimate-title = Ce qui changerait
recalculate-estimate-validated = { $count ->
    [one] { $count } module validé changerait.
   *[other] { $count } modules validés changeraient.
}
recalculate-estimate-button = Estimer le changement
recalculate-total = Total
recalculate-button = { $count ->
    [one] Recalculer { $count } saisie
   *[other] Recalculer { $count } saisies
}
recalculate-cancel = Annuler
recalculate-leave = Vous pouvez quitter la page entre-temps.
recalculate-queued = Le recalcul est lancé.
recalculate-active = Un recalcul qui fait cela est déjà en cours.
data-incomplete-modules = { $count ->
    [one] { $count } module est incomplet :
   *[other] { $count } modules sont incomplets :
}
data-incomplete = { $count ->
    [one] Incomplet : { $count } fichier manquant
   *[other] Incomplet : { $count } fichiers manquants
}
data-complete = Complet
data-disabled = Désactivé
data-last-upload = Dernier envoi { $date }
data-open-all = Tout ouvrir
data-close-all = Tout fermer
data-uncertainty = Incertitude
data-uncertainty-help = Affichée à côté des résultats du module.
data-history = Historique des envois
data-module-off = Le module est désactivé.
data-module-off-next = Les unités n’y saisissent rien et l’ouverture de l’année n’attend pas ses fichiers.
data-module-needs = Le module est incomplet :
data-module-needs-next = Sans cela, l’année ne peut pas être ouverte.
data-threshold = Rouge au-dessus de { $kg } kg
data-no-threshold = Aucun seuil
data-inputs-on = Saisie par les unités : oui
data-inputs-off = Saisie par les unités : non
data-inputs-derived = Calculé à partir des locaux ; rien à envoyer
data-change = Modifier
data-settings = Réglages
data-switched = État
data-back = Retour
