# Qui a un compte et avec quels rôles

navigation-users = Gestion des utilisateurs
users-title = Gestion des utilisateurs
users-document-title = { $count ->
    [one] Utilisateurs : { $count } personne
   *[other] Utilisateurs : { $count } personnes
}
users-lead = Qui a un compte ici, avec quels rôles et sur quelles unités. Les rôles se donnent là où l’université les tient, pas sur cette page.
users-export = Exporter en CSV
users-roles-page = Où se donnent les rôles
users-roles-explained = Rôles et permissions

role-admin-text = Toutes les pages du back-office, pour toute l’université, gestion des données et traitements compris.
role-manager-text = Le back-office courant d’une faculté : rapports de ses unités, leurs personnes, documentation et textes de l’interface.
role-principal-text = Responsable d’une unité : tous ses modules, ses propres fichiers et la validation de ses résultats.
role-standard-text = Membre d’une unité : ses propres voyages et son propre usage des clouds et de l’IA.

users-person = Personne
users-role = Rôle
users-roles = Rôles
users-units = Membre de
users-unit = Unité
users-provider = Provenance
users-last-sign-in = Dernière connexion
users-roles-checked = Rôles vérifiés
users-search = Recherche
users-search-placeholder = Nom, e-mail ou numéro
users-unit-placeholder = Code ou nom
users-never-signed-in = Jamais connecté·e
users-all = Tous
users-never = Jamais
users-caption = Personnes, { $count } en tout
users-count = { $count ->
    [one] { $count } personne
   *[other] { $count } personnes
}
users-shown = Personnes { $from }–{ $to } sur { $total }
users-nobody = Personne n’a encore de compte
users-nobody-next = Les personnes apparaissent ici quand elles se connectent ou quand les unités sont synchronisées.
users-empty = Personne ne correspond à ces filtres
users-demo = Compte de démonstration
users-disabled = Désactivé
users-unknown-unit = unité inconnue
users-account = Compte
users-email = E-mail
users-number = Numéro de personne
users-no-role = Aucun rôle
users-no-unit = Aucune unité

users-provider-accred = ACCRED
users-provider-default = Compte de l’université
users-provider-test = Démonstration
users-origin-accred = d’ACCRED
users-origin-directory = du fichier d’annuaire
users-origin-claim = de la dernière connexion
users-origin-demo = inventé

users-sessions = Où connecté·e
users-check = Vérifier les rôles maintenant
users-check-failed = La dernière tentative a échoué
users-check-unchanged = Les rôles de { $name } sont inchangés.
users-check-changed = Les rôles de { $name } ont changé.
users-check-vanished = L’annuaire ne connaît plus { $name }. Le compte est désactivé et n’a plus de rôle.
users-check-unavailable = Le service qui connaît les rôles ne répond pas. { $name } garde pour l’instant les derniers connus.
users-check-just-asked = Les rôles de { $name } ont été demandés il y a moins d’une minute. Réessayez dans une minute.
users-check-not-asked = Les rôles de { $name } ne peuvent être demandés à personne : ils sont lus à la connexion seulement.
users-check-busy = Les rôles de plusieurs personnes sont en cours de vérification. Ceux de { $name } n’ont pas été demandés : réessayez dans un instant.
users-check-slow = Les rôles de { $name } sont demandés. La réponse figurera sur cette page dès qu’elle arrivera.
