# Signing in, roles, rights

sign-in-title = Se connecter
sign-in-claim = L’empreinte carbone de notre université, unité par unité.
sign-in-purpose = Saisissez les données de l’année, voyez d’où viennent les émissions et suivez le chemin vers l’objectif 2040.
sign-in-lead = Vous revenez ensuite à la page demandée.
sign-in-not-configured = Aucun moyen de se connecter n’est encore configuré sur cette installation. La personne qui l’exploite doit la relier aux comptes de l’université.
sign-in-unknown-persona = Ce compte de démonstration n’existe pas. Choisissez l’un des quatre ci-dessous.
sign-in-no-demo = L’institution de démonstration n’a pas été créée sur cette installation : ses comptes n’existent pas. Créez-la avec « calco2 seed demo », puis reconnectez-vous.

demo-title = Comptes de démonstration
demo-badge = Sur cette machine uniquement
demo-lead = Cette installation contient des données inventées. Choisissez qui vous voulez être.

persona-superadmin = Super-administrateur·rice
persona-superadmin-sees = Toutes les pages du back-office
persona-manager = Gestionnaire du back-office
persona-manager-sees = Rapports d’une faculté, utilisateurs, documentation
persona-principal = Utilisateur·rice principal·e
persona-principal-sees = Tous les modules et résultats d’une unité
persona-member = Membre d’une unité
persona-member-sees = Ses propres voyages, clouds et IA

role-admin = administrateur·rice du back-office
role-manager = gestionnaire du back-office
role-principal = utilisateur·rice principal·e
role-standard = membre d’une unité
role-none = sans rôle
role-of-place = { $role }, { $place }

right-view = Consulter : { $area }
right-edit = Modifier : { $area }
right-export = Exporter : { $area }
right-sync = Importer des fichiers : { $area }

area-backoffice-reporting = rapports
area-backoffice-users = gestion des utilisateurs
area-backoffice-documentation = documentation
area-backoffice-ui-texts = textes de l’interface
area-backoffice-configuration = gestion des données
area-backoffice-pipeline-operations = pipelines
area-backoffice-logs = journaux
area-module-status = statut des modules
area-modules-headcount = effectifs
area-modules-professional-travel = voyages professionnels
area-modules-buildings = bâtiments
area-modules-equipment = équipements
area-modules-purchase = achats
area-modules-research-facilities = infrastructures de recherche
area-modules-external-cloud-and-ai = clouds externes et IA
area-modules-process-emissions = émissions de procédés
area-modules = les modules des unités
