report-combined-title = Rapport combiné
report-results-title = Rapport de résultats agrégés
report-about = À propos de ce rapport
report-filters = Filtres
report-scope = Unités visibles pour vous
report-coverage = Couverture
report-coverage-value = { $validated ->
    [one] { $validated } unité validée sur { $units }
   *[other] { $validated } unités validées sur { $units }
}
report-made = Établi le
report-by = Établi par
report-foot = { $institution } · calco2 · { $title } · { $moment }
report-page-number = Page {"{page}"} sur {"{pages}"}
report-charts = Graphiques
report-appendix = Annexe : chiffres
report-units = Unités
report-total = Total, t CO₂-éq
report-validated = Validé, t CO₂-éq
report-share = Part validée
report-units-left-out = Les 500 premières des { $count } unités sont listées. Le PDF les liste toutes.
report-module = Module
