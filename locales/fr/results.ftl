# L’année d’une unité

results-title = Résultats de { $unit }, { $year }
results-lead = Empreinte carbone annuelle { $year } · { $code } · utilisateur·rice principal·e { $principal } · dernière mise à jour { $moment }
results-lead-empty = Empreinte carbone annuelle { $year } · { $code } · utilisateur·rice principal·e { $principal } · pas encore de données
results-validated-modules = { $validated }/{ $total } validés
results-years = Année
results-breadcrumb = Fil d’Ariane
results-print = Imprimer
results-key-figures = Chiffres clés
results-total = Empreinte carbone de l’unité
results-total-note = Tous les modules, validés ou non
results-validated = Dont validé
results-validated-note = { $count ->
    [one] { $count } module validé
   *[other] { $count } modules validés
}
results-per-fte = Empreinte carbone par EPT (total de { $fte } EPT)
results-per-fte-missing = Empreinte carbone par EPT
results-per-fte-note = Total des membres et des étudiant·es
results-no-fte = Saisissez le personnel pour voir la valeur par EPT
results-modules = Modules
results-modules-caption = Modules de { $unit } en { $year }
results-module = Module
results-status = Statut
results-last-update = Dernière mise à jour
results-tonnes = Total
results-categories = Catégories
results-categories-caption = Émissions par catégorie en { $year }
results-category = Catégorie
results-share = Part
results-recalculated = recalculé depuis la validation
