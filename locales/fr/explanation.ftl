# D’où vient un chiffre

explain-title = { $what } : { $unit }, { $year }
explain-lead = { $unit } · { $code } · { $year }
explain-total = Total du module
explain-counted = Validé : compté dans les résultats de l’unité.
explain-not-counted = Non validé : non compté dans les résultats de l’unité.
explain-types = Types de données
explain-types-caption = { $module } : types de données avec leurs saisies et émissions
explain-type = Type de données
explain-entries = Saisies
explain-kg = kg CO₂-éq
explain-share = Part
explain-without = Sans émission
explain-threshold = Seuil (kg)
explain-above = Au-dessus du seuil
explain-no-entries = Rien n’a été saisi dans ce module.
explain-entries-closed = Les saisies sont montrées aux personnes de l’unité et à celles qui peuvent les exporter.
explain-leaves = Émissions par type et scope
explain-leaf = Type d’émission
explain-scope = Scope
explain-quantity = Quantité
without-no-factor = { $count } sans facteur
without-unknown-location = { $count } avec lieu inconnu
without-no-surface = { $count } sans surface
without-no-exchange-rate = { $count } sans taux de change
reason-no-factor = aucun facteur de l’année ne convient
reason-unknown-location = le lieu n’est pas connu
reason-no-surface = la surface du local n’est pas connue
reason-no-exchange-rate = la monnaie n’a pas de taux cette année

entries-title = { $type } ({ $count })
entries-caption = Saisies, les plus lourdes d’abord
entries-entry = Saisie
entries-details = Détails
entries-changed = Modifié
entries-explain = Expliquer
entries-above = au-dessus de { $threshold } kg
entries-threshold = { $count ->
    [0] Aucune saisie n’est au-dessus du seuil de { $threshold } kg.
    [one] { $count } saisie est au-dessus du seuil de { $threshold } kg.
   *[other] { $count } saisies sont au-dessus du seuil de { $threshold } kg.
}
entries-imposed = total donné avec la saisie
entries-own = Seules vos propres saisies sont listées. Le total est celui de l’unité.
entries-hidden = Les personnes ne sont pas nommées ici.
entries-none = Il n’y a pas de saisie à montrer.
entries-shown = Saisies { $from }–{ $to } sur { $total }

entry-emissions = Émissions de cette saisie
entry-above = Au-dessus du seuil de { $threshold } kg de son type.
entry-data = Ce qui a été saisi
entry-hidden-field = non affiché : désigne une personne
entry-formula = Comment c’est calculé
entry-imposed = Le total a été donné avec la saisie : { $kg } kg. Il remplace la formule.
entry-imposed-part = donné, non calculé
entry-without = Pas d’émission : { $reason }.
entry-today = Avec les facteurs et listes d’aujourd’hui, ce serait { $kg } kg. La valeur enregistrée a été calculée avant leur changement.
entry-factor = Facteur
entry-factor-number = Facteur { $id }, révision { $revision }, { $year }
entry-applies-to = S’applique à
entry-values = Valeurs
entry-source = Source
entry-source-file = { $file }, { $date }
entry-source-unknown = copié ou calculé, { $date }
entry-quantity = Quantité : { $quantity }
entry-changed = Dernière modification { $moment }

term-fte = EPT
term-amount = montant
term-annual-consumption = consommation annuelle
term-days-per-week = jours par semaine
term-exchange-rate = taux de change
term-kwh-per-m2 = kWh par m²
term-kwh-per-week = kWh par semaine
term-kg-co2eq-per-kg = kg CO₂-éq par kg
term-kg-of-the-facility-for-the-kind = kg de l’infrastructure pour le type d’animal
term-kg-of-the-facility = kg de l’infrastructure
term-kg-per-currency-unit = kg par unité de monnaie
term-kg-per-kwh = kg par kWh
term-kg-per-km = kg par km
term-kg-per-m2 = kg par m²
term-kg-per-request = kg par requête
term-kg-per-unit-consumed = kg par unité consommée
term-kg-per-unit = kg par unité
term-km-one-way = km aller
term-m2-allocated = m² attribués
term-quantity = quantité
term-radiative-forcing-adjustment = correction du forçage radiatif
term-requests-per-day = requêtes par jour
term-share-of-the-facility-s-use = part de l’utilisation de l’infrastructure
term-trips = voyages
term-units-per-fte = unités par EPT
term-weeks = semaines
term-imposed-total-computed-total = total donné / total calculé
