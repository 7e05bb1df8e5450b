# The audit trail

navigation-logs = Journaux
logs-title = Journaux
logs-lead = Qui a fait quoi, et quand : chaque entrée est scellée avec celle qui la précède.
logs-figures = Entrées par genre
logs-total = Toutes les entrées
logs-creates = Ajouts
logs-reads = Consultations
logs-updates = Modifications
logs-deletes = Suppressions
logs-count = { $count ->
    [one] { $words } entrée
   *[other] { $words } entrées
}
logs-caption = Entrées du journal, les plus récentes d’abord
logs-shown = Entrées { $from }–{ $to } sur { $total }
logs-cut = Seules les 10’000 entrées les plus récentes se parcourent page par page. Choisissez une période plus courte, ou exportez-les toutes.
logs-nothing-yet = Rien n’a encore été enregistré
logs-empty = Aucune entrée ne correspond à ces filtres
logs-links = Autres journaux
logs-export = Exporter en { $format }
logs-open = Détails

logs-period = Période
logs-all-time = Toute la durée
logs-today = Aujourd’hui
logs-last-days = { $count } derniers jours
logs-since = Du
logs-until = Au
logs-action = Action
logs-all-actions = Toutes les actions
logs-all-entities = Tout
logs-module = Module
logs-all-modules = Tous les modules
logs-actor = Qui
logs-search = Recherche
logs-search-placeholder = Résumé ou numéro
logs-apply = Appliquer
logs-summary = Résumé
logs-result = Résultat

log-title = Entrée { $id }
log-history = Toutes les entrées : { $entity } { $id }
log-id = Entrée
log-time = Heure
log-actor = Auteur·rice
log-entity = Concerne
log-entity-id = Son numéro
log-handled = Données de
log-address = Adresse
log-request = Requête
log-hash = Sceau
log-previous-hash = Sceau de l’entrée précédente
log-difference = Modifications
log-added = ajouté :
log-removed = retiré :
log-before = avant :
log-after = après :
log-facts = Faits
log-metadata = Origine
log-json = En JSON
log-copy = Copier

log-done = Fait
log-failed = Échec
log-partly = Avec des refus
log-refused = Refusé

log-action-create = Ajout
log-action-read = Consultation
log-action-update = Modification
log-action-delete = Suppression
log-action-export = Export
log-action-sign-in = Connexion
log-action-sign-out = Déconnexion
log-action-denied = Refus

log-of-aggregates = sommes enregistrées
log-of-audit-records = entrées du journal
log-of-data-entry = saisie
log-of-factors = facteurs
log-of-ingestion = fichier déposé
log-of-job = tâche
log-of-module-status = statut d’un module
log-of-pipeline = pipeline
log-of-recalculation = recalcul
log-of-report = export de bilans
log-of-report-module = saisies d’un module
log-of-route = adresse
log-of-user = personne
log-of-year = année
log-of-year-settings = réglages d’une année

shipping-title = Copies vers le service d’audit
shipping-shipped = { $count } transmises
shipping-waiting = { $count } en attente
shipping-failed = { $count } en échec
shipping-skipped = { $count } restent ici
shipping-last = la dernière { $ago }
shipping-error = Dernière erreur :
