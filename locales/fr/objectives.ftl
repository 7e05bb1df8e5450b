objectives-title = Objectifs de réduction
objectives-missing = { $count ->
    [one] { $count } élément manquant
   *[other] { $count } éléments manquants
}
slot-footprint = Empreinte carbone de l’institution
slot-population = Projections de population
slot-scenarios = Scénarios des unités
card-note-footprint = Colonnes year, category et co2 en tonnes (ou co2_kg).
card-note-population = Colonnes year et pop.
card-note-scenarios = Colonnes scenario, year et reduction_percentage de 0 à 1.
upload-replaces-objectives = { $count ->
    [0] Il n’y a pas encore de lignes.
    [one] { $count } ligne est enregistrée ; le fichier la remplace entièrement.
   *[other] { $count } lignes sont enregistrées ; le fichier les remplace entièrement.
}
goals-change = Modifier les objectifs
goals-none = Aucun objectif n’est fixé.
goals-one = −{ $percent } % d’ici { $target } par rapport à { $reference }
goals-all = Objectifs : { $goals }.
goals-title = Objectifs de réduction { $year }
goals-lead = Jusqu’à trois objectifs. Laissez vides tous les champs d’un objectif pour le retirer.
goal-number = Objectif { $number }
goal-target = Année cible
goal-percent = Réduction en pour cent
goal-reference = Année de référence
goal-target-wrong = Indiquez une année cible après { $year }, comme 2030.
goal-percent-wrong = Indiquez une réduction de 0 à 100 pour cent, comme 40.
goal-reference-wrong = Indiquez une année de référence dès 1900, comme 2019.
goals-save = Enregistrer les objectifs
goals-saved = Les objectifs sont enregistrés.
