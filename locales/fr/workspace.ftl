workspace-year-not-open = L’année n’est pas ouverte aux unités. Demandez au back-office de l’ouvrir.
workspace-module-validated = Le module est validé. Son utilisateur·rice principal·e doit le dévalider avant toute modification.
workspace-inputs-deactivated = Le back-office a désactivé la saisie de ce type de données pour l’année.
workspace-only-own-entries = Vous ne pouvez saisir que vos propres données.
workspace-duplicate = Cette personne figure déjà parmi les membres de l’unité.
workspace-status-choices = Indiquez not_started, in_progress ou validated.
