# L’année d’une unité

results-title = Résultats de { $unit }, { $year }
results-lead = Empreinte carbone annuelle { $year } · { $code } · utilisateur·rice principal·e { $principal } · dernière mise à jour { $moment }
results-lead-empty = Empreinte carbone annuelle { $year } · { $code } · utilisateur·rice principal·e { $principal } · pas encore de données
results-validated-modules = { $validated }/{ $total } validés
results-years = Année
results-year = Année
results-breadcrumb = Fil d’Ariane
results-print = Imprimer
results-printed-everything = Infrastructures de recherche et catégories additionnelles comprises
results-printed-without = Sans : { $hidden }

results-show = Afficher
results-shown = Affiché
results-research-facilities = Infrastructures de recherche
results-additional = Catégories additionnelles
results-confidence = Niveaux de confiance
results-apply = Appliquer
results-choices-note = Chaque nombre de cette page suit ces choix. Modules validés uniquement.

results-key-figures = Chiffres clés
results-total = Empreinte carbone de l’unité
results-car = autant que { $km } km en voiture ({ $rate } kg par km)
results-nothing-validated = Aucun module avec des émissions n’est encore validé
results-comparison = Comparaison à l’année précédente
results-like-for-like = { $count ->
    [one] { $now } t contre { $before } t en { $year }, à périmètre égal : { $count } module validé les deux années
   *[other] { $now } t contre { $before } t en { $year }, à périmètre égal : { $count } modules validés les deux années
}
results-no-report-before = Il n’y a pas de rapport { $year }
results-nothing-in-both = Aucun module n’est validé à la fois cette année et en { $year }
results-nothing-before = Les modules validés les deux années étaient sans émissions en { $year }
results-per-fte = Empreinte carbone par EPT (total de { $fte } EPT)
results-per-fte-missing = Empreinte carbone par EPT
results-paris-budget = Budget de Paris : 2 t par personne et par an
results-no-people = Le personnel validé est de zéro
results-validate-headcount = Validez { $module } pour voir la valeur par EPT

results-chart = Résultats
results-chart-title = Résultats par scope et catégorie
results-chart-note = par scope et catégorie, modules validés
results-finding = Plus grande catégorie : { $category } avec { $tonnes } t sur { $total } t.
results-additional-note = { $tonnes } t, estimées
results-not-counted = { $count ->
    [one] { $modules } : module non validé, non compté.
   *[other] Non validés et non comptés : { $modules }.
}
results-shades = Une nuance par partie ; pointez un segment ou ouvrez le tableau pour sa valeur.
results-chart-empty = Les résultats apparaissent ici dès qu’un module avec des émissions est validé.
results-per-fte-title = Par EPT
results-per-fte-words = Par EPT : { $tonnes } t CO₂-éq
results-per-fte-validated = { $fte } EPT, personnel validé
results-per-fte-finding = { $tonnes } t par EPT ; le budget de Paris est de { $budget } t par personne.
results-per-fte-column = t CO₂-éq par EPT
results-paris-mark = Budget de Paris { $tonnes } t
results-category = Catégorie
results-part = Partie
results-class = Classe
results-class-unknown = Classe inconnue
results-share-percent = Part (%)
results-tonnes = Total
results-largest-part = Plus grande partie : { $part }, { $share }.

results-categories = Résultats par catégorie
results-open-all = Tout ouvrir
results-close-all = Tout fermer
results-breakdown = Répartition en
results-as-share = Parts
results-as-bars = Barres
results-validate-module = Validez { $module } pour voir ses résultats.
results-module-empty = Validé sans émissions.
results-no-value-before = pas de valeur { $year }
results-tonnes-in = { $tonnes } t en { $year }
results-compared-to = Comparaison à { $year }
results-per-fte-short = Par EPT
results-per-fte-unknown = EPT inconnus
results-fte = { $fte } EPT
results-parts-of = { $module } : part de chaque poste
results-apart = { $tonnes } t du total sont des estimations, présentées avec les catégories additionnelles.
results-made-of = { $module } : composition des postes
results-recalculated = recalculé depuis la validation
results-explain = D’où vient ce chiffre
trips-title = Trajets de { $year }
trips-map = Carte des trajets par liaison ; le fichier CSV les énumère
trips-plane = Avion
trips-train = Train
trips-by = Moyen
trips-from = De
trips-to = À
trips-count = Trajets
trips-width = Plus un trait est large, plus la liaison émet
trips-route = { $from } – { $to }, { $by } : { $count ->
        [one] { $count } trajet
       *[other] { $count } trajets
    }, { $tonnes } t CO₂-éq
trips-finding = { $count ->
        [one] { $count } trajet
       *[other] { $count } trajets
    } sur { $routes ->
        [one] { $routes } liaison
       *[other] { $routes } liaisons
    }. La plus lourde : { $heaviest }.
trips-none-listed = Aucun des lieux ne figure dans les listes.
trips-not-listed = Lieux absents des listes
trips-not-drawn = { $count ->
        [one] { $count } trajet entre des lieux absents des listes n’est pas dessiné
       *[other] { $count } trajets entre des lieux absents des listes ne sont pas dessinés
    }
uncertainty-none-words = Confiance non indiquée
uncertainty-low-words = Faible incertitude
uncertainty-medium-words = Incertitude modérée
uncertainty-high-words = Forte incertitude

it-title = Focus numérique
it-chart = L’IT parmi toutes les émissions
it-finding = L’IT représente { $share } % des émissions validées : { $tonnes } t.
it-not-validated = non validé
it-nothing = Les données validées ne contiennent pas d’émissions IT.

results-additional-lead = Estimations, affichées à part des données de l’unité mais comptées dans le total
results-additional-validate = Validez { $module } pour voir cette estimation.
results-additional-empty = Aucune émission dans cette catégorie.
results-of-quantity = { $share } de la quantité

goal-title = Objectif de réduction 2040
goal-title-unit = Projection de cette unité jusqu’en 2040
goal-title-institution = L’institution jusqu’en 2040
goal-of = Projection de
goal-of-unit = Cette unité
goal-of-institution = Institution
goal-presets = Réduction
goal-preset-1 = Comme d’habitude
goal-preset-3 = Voie médiane
goal-preset-5 = Ambitieux
goal-levels = Un niveau par catégorie
goal-level = { $level ->
    [1] { $level } : sans réduction
   *[other] { $level } : −{ $percent } % par an
}
goal-apply = Appliquer les niveaux
goal-line = cible
goal-people = personnes
goal-none = Aucun objectif institutionnel n’est fixé pour cette année.
goal-set = Fixer des objectifs
goal-words-unit = La ligne rouge est l’objectif institutionnel appliqué à cette unité : { $goals }.
goal-words-institution = Les barres sont les émissions de l’institution, la ligne rouge son objectif : { $goals }. La ligne pointillée est la prévision de la population.
goal-projection-as-usual = Projection de cette unité sans réduction.
goal-projection = Projection de cette unité avec { $percent } % de moins chaque année dans chaque catégorie.
goal-projection-mixed = Projection de cette unité avec un niveau propre à chaque catégorie.
goal-with-people = Elle suit la prévision de la population.
goal-without-people = Aucune prévision de la population n’est connue.
goal-nothing-of-institution = L’empreinte de l’institution n’est pas connue pour cette année.
goal-nothing-validated = La projection apparaît ici dès qu’un module avec des émissions est validé.
goal-beyond-horizon = L’année se situe au-delà de l’objectif 2040.
goal-finding = De { $before } t en { $base } à { $after } t en 2040.
goal-finding-target = De { $before } t en { $base } à { $after } t en 2040 ; la cible est de { $target } t.
goal-finding-institution = { $before } t en { $base } ; la cible 2040 est de { $target } t.
